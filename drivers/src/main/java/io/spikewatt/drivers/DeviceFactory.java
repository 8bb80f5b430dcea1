package io.spikewatt.drivers;

import io.spikewatt.config.profile.DeviceProfile;
import io.spikewatt.config.site.Connection;
import io.spikewatt.config.site.Connection.Pacing;
import io.spikewatt.config.site.DeviceConfig;
import io.spikewatt.config.site.Site;
import io.spikewatt.drivers.gpio.GpioInputDevice;
import io.spikewatt.drivers.gpio.GpioOutputDevice;
import io.spikewatt.drivers.iec62056.Iec62056Device;
import io.spikewatt.drivers.modbus.ModbusLink;
import io.spikewatt.drivers.opcua.OpcUaDevice;
import io.spikewatt.drivers.opcua.OpcUaLink;
import io.spikewatt.drivers.proxy.ModbusProxy;
import io.spikewatt.drivers.quality.CheckedDevices;
import io.spikewatt.drivers.register.PolledModbusDevice;
import io.spikewatt.drivers.register.RegisterPort;
import io.spikewatt.drivers.register.WriteBudgetStore;
import io.spikewatt.drivers.sunspec.SunSpecDevice;
import io.spikewatt.drivers.topic.MqttDevice;
import io.spikewatt.hal.device.Device;
import io.spikewatt.hal.gpio.Gpio;
import io.spikewatt.hal.message.MessagePort;
import io.spikewatt.hal.time.Clock;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Creates a site's devices. Devices behind one endpoint share its link and must be used by one
 * thread. They connect later, and retry an unreachable link for ever. All readings are checked, see
 * {@link CheckedDevices}.
 */
public final class DeviceFactory {

  /** Devices at a shared endpoint, which one thread must use one after the other. */
  public record Link(String endpoint, List<Device> devices) {
    public Link {
      devices = List.copyOf(devices);
    }
  }

  private final Gpio gpio;
  private final MessagePort broker;
  private final Path stateDirectory;
  private final WriteBudgetStore store;
  private final ModbusLinks modbus = new ModbusLinks();
  private final Map<String, OpcUaLink> opcUa = new LinkedHashMap<>();

  /** The site's broker, and the folder of certificates and write budgets. */
  public DeviceFactory(Gpio gpio, MessagePort broker, Path stateDirectory) {
    this.gpio = gpio;
    this.broker = broker;
    this.stateDirectory = stateDirectory;
    this.store = WriteBudgetStore.in(stateDirectory);
  }

  /** All devices of the site by link, in the configuration's order. */
  public List<Link> links(Site site) {
    modbus.pace(site);
    Map<String, List<Device>> byEndpoint = new LinkedHashMap<>();
    for (DeviceConfig config : site.devices()) {
      byEndpoint
          .computeIfAbsent(config.connection().endpoint(), endpoint -> new ArrayList<>())
          .add(CheckedDevices.of(config, device(config, site.control().cycle())));
    }
    return byEndpoint.entrySet().stream()
        .map(entry -> new Link(entry.getKey(), entry.getValue()))
        .toList();
  }

  /** The site's proxies on the links that were made, not yet started. */
  public List<ModbusProxy> proxies(Site site, Clock clock) {
    return modbus.proxies(site, clock);
  }

  private Device device(DeviceConfig config, Duration cycle) {
    return switch (config.connection()) {
      case Connection.Modbus to -> modbus(config, modbus.port(to));
      case Connection.OpcUa to
          when config.profile().points() instanceof DeviceProfile.OpcUa nodes ->
          new OpcUaDevice(
              config.id(),
              nodes,
              opcUa.computeIfAbsent(to.endpoint(), _ -> new OpcUaLink(to, stateDirectory, cycle)));
      case Connection.Iec62056 to
          when config.profile().points() instanceof DeviceProfile.Iec62056 codes ->
          new Iec62056Device(config.id(), codes, to);
      case Connection.Gpio to -> gpio(config, to);
      case Connection.Mqtt to when config.profile().points() instanceof DeviceProfile.Mqtt topics ->
          new MqttDevice(config.id(), topics, to.base(), config.profile().response(), broker);
      case Connection.OpcUa _, Connection.Iec62056 _, Connection.Mqtt _ -> throw misfit(config);
    };
  }

  private Device gpio(DeviceConfig config, Connection.Gpio to) {
    return switch (config.profile().points()) {
      case DeviceProfile.GpioInput code ->
          new GpioInputDevice(config.id(), code.quantity(), code.codes(), to, gpio);
      case DeviceProfile.GpioOutput code ->
          new GpioOutputDevice(
              config.id(),
              code.quantity(),
              code.codes(),
              to.minOn().orElse(code.dwell()),
              to.minOff().orElse(code.dwell()),
              to,
              gpio);
      case DeviceProfile.Modbus _,
          DeviceProfile.SunSpec _,
          DeviceProfile.OpcUa _,
          DeviceProfile.Iec62056 _,
          DeviceProfile.Mqtt _ ->
          throw misfit(config);
    };
  }

  private Device modbus(DeviceConfig config, RegisterPort port) {
    return switch (config.profile().points()) {
      case DeviceProfile.Modbus map -> new PolledModbusDevice(config.id(), map, port, store);
      case DeviceProfile.SunSpec sunSpec -> new SunSpecDevice(config.id(), sunSpec, port);
      case DeviceProfile.OpcUa _,
          DeviceProfile.Iec62056 _,
          DeviceProfile.GpioInput _,
          DeviceProfile.GpioOutput _,
          DeviceProfile.Mqtt _ ->
          throw misfit(config);
    };
  }

  /** The loader refuses such a configuration with its line; this is for a bug in its rules. */
  private static IllegalArgumentException misfit(DeviceConfig config) {
    return new IllegalArgumentException(
        config.id() + ": profile " + config.profile().id() + " does not speak over its connection");
  }

  /** One Modbus link an endpoint, shared by the devices behind it and by the proxies on it. */
  private static final class ModbusLinks {

    /** Other clients have short time-outs of their own. */
    private static final Duration PROXY_TIMEOUT = Duration.ofSeconds(1);

    private final Map<String, Pacing> pacings = new HashMap<>();
    private final Map<String, ModbusLink> links = new LinkedHashMap<>();

    /** Records the pauses that devices need, before the first port is opened. */
    void pace(Site site) {
      for (DeviceConfig device : site.devices()) {
        if (device.connection() instanceof Connection.Modbus to) {
          pacings.merge(to.endpoint(), to.pacing(), Pacing::and);
        }
      }
    }

    RegisterPort port(Connection.Modbus to) {
      return links
          .computeIfAbsent(
              to.endpoint(),
              endpoint -> ModbusLink.open(to, pacings.getOrDefault(endpoint, Pacing.NONE)))
          .unit(to.unit(), to.timeout());
    }

    /** The site's proxies; a client writes only to units that the site file lists. */
    List<ModbusProxy> proxies(Site site, Clock clock) {
      Map<String, String> endpoints = new HashMap<>();
      site.devices().forEach(d -> endpoints.put(d.id(), d.connection().endpoint()));
      return site.proxies().stream()
          .map(
              proxy -> {
                String endpoint =
                    Objects.requireNonNull(endpoints.get(proxy.device()), proxy.device());
                ModbusLink link = Objects.requireNonNull(links.get(endpoint), endpoint);
                return new ModbusProxy(
                    new InetSocketAddress(proxy.bind(), proxy.port()),
                    unit -> link.unit(unit, PROXY_TIMEOUT),
                    proxy.writeUnits()::contains,
                    clock);
              })
          .toList();
    }
  }
}
