package io.spikewatt.simulator.chaos;

import io.spikewatt.config.profile.DeviceProfile;
import io.spikewatt.config.site.Connection;
import io.spikewatt.config.site.DeviceConfig;
import io.spikewatt.config.site.Site;
import io.spikewatt.controller.assembly.RunningSite;
import io.spikewatt.controller.assembly.SiteAssembly;
import io.spikewatt.controller.cycle.ConfigReload;
import io.spikewatt.controller.io.DeviceRunner;
import io.spikewatt.controller.io.FastMeterPolling;
import io.spikewatt.controller.report.CycleReport;
import io.spikewatt.controller.report.Event;
import io.spikewatt.drivers.DeviceFactory;
import io.spikewatt.drivers.DeviceFactory.Link;
import io.spikewatt.drivers.quality.CheckedDevices;
import io.spikewatt.drivers.register.PolledModbusDevice;
import io.spikewatt.drivers.register.RegisterPort;
import io.spikewatt.drivers.sunspec.SunSpecDevice;
import io.spikewatt.hal.device.Device;
import io.spikewatt.hal.message.MessagePort;
import io.spikewatt.hal.message.NoBroker;
import io.spikewatt.hal.time.Moment;
import io.spikewatt.simulator.server.SharedPlant;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One lifetime of the controller's process: the configured devices over the faulty lines, and the
 * whole control. Confined to one thread.
 */
final class DaemonProcess implements AutoCloseable {

  private static final String BATTERY = "battery1";

  private final Site believed;
  private final SiteAssembly.Plant seen;
  private final MessagePort port;
  private final Consumer<Event> onEvent;
  private RunningSite control;
  private boolean wantsReload;
  private final List<DeviceRunner> runners = new ArrayList<>();
  private final Map<DeviceRunner, Boolean> batteryLink = new HashMap<>();
  private final Optional<DeviceRunner> meterRunner;
  private final ControllerMutation mutation;
  private @Nullable Moment batteryPolledAt;

  DaemonProcess(
      Site site,
      SharedPlant plant,
      FaultyLinks faults,
      GpioWiring wiring,
      MessagePort broker,
      ControllerMutation mutation,
      Consumer<Event> onEvent,
      Moment epoch)
      throws IOException {
    this.mutation = mutation;
    this.believed = mutation.believed(site);
    this.port = mutation.broker(broker);
    this.onEvent = onEvent;
    List<Link> links = links(believed, plant, faults, wiring);
    this.seen = SiteAssembly.Plant.of(believed, mutation.gate(site), links, epoch);
    this.control = control(epoch);
    Optional<Link> looked = FastMeterPolling.link(believed, links);
    Optional<DeviceRunner> meter = Optional.empty();
    for (Link link : links) {
      DeviceRunner runner = new DeviceRunner(link.devices(), seen.board(), seen.outbox());
      runners.add(runner);
      meter = looked.filter(link::equals).isPresent() ? Optional.of(runner) : meter;
      batteryLink.put(runner, link.devices().getFirst().id().equals(BATTERY));
    }
    this.meterRunner = meter;
  }

  private RunningSite control(Moment now) {
    ConfigReload reload =
        () ->
            CompletableFuture.completedFuture(
                new ConfigReload.Check.Sound("nothing changes", () -> wantsReload = true));
    return SiteAssembly.of(believed, seen, port, onEvent, reload, now);
  }

  /** Whether a command has asked for a reload. */
  boolean wantsReload() {
    return wantsReload;
  }

  /** Another site follows with all that this one knows, while the links go on. */
  void reload(Moment now) {
    wantsReload = false;
    control = SiteAssembly.next(believed, control, now);
  }

  /** The site's devices over the faulty lines; those of the PLC share one link. */
  private List<Link> links(
      Site believed, SharedPlant plant, FaultyLinks faults, GpioWiring wiring) {
    List<Link> links = new ArrayList<>();
    List<Device> plc = new ArrayList<>();
    for (DeviceConfig config : believed.devices()) {
      switch (config.connection()) {
        case Connection.ModbusTcp _, Connection.ModbusRtuTcp _ ->
            links.add(link(config, modbus(config, faults)));
        case Connection.OpcUa _ -> plc.add(checked(config, plc(config, plant, faults)));
        case Connection.Gpio _ ->
            links.add(
                link(
                    config,
                    new FaultyDevice(
                        gpio(config, believed, wiring),
                        () -> faults.contactUnreadable && config.id().equals("dso-contact"))));
        // The billing meter is not for control.
        case Connection.Iec62056 _, Connection.ModbusRtu _, Connection.Mqtt _ -> {}
      }
    }
    links.add(new Link("plc", plc));
    return links;
  }

  private Link link(DeviceConfig config, Device device) {
    return new Link(config.id(), List.of(checked(config, device)));
  }

  private Device checked(DeviceConfig config, Device device) {
    return mutation.device(CheckedDevices.of(config, device));
  }

  private Device modbus(DeviceConfig config, FaultyLinks faults) {
    RegisterPort line =
        switch (config.id()) {
          case BATTERY -> faults.battery;
          case "pv1" -> faults.pv;
          case "heatpump1", "heat-meter1" -> faults.heatPump;
          default -> faults.meter;
        };
    RegisterPort wire = mutation.wire(config.id(), line);
    return config.profile().points() instanceof DeviceProfile.Modbus map
        ? new PolledModbusDevice(config.id(), map, wire)
        : new SunSpecDevice(config.id(), (DeviceProfile.SunSpec) config.profile().points(), wire);
  }

  private static Device plc(DeviceConfig config, SharedPlant plant, FaultyLinks faults) {
    String id = config.id();
    BooleanSupplier noCard =
        switch (id) {
          case "feeder1" -> () -> faults.feederSilent;
          case "genset1" -> () -> faults.gensetSilent;
          case "tie1" -> () -> faults.switchSilent;
          default -> () -> false;
        };
    Device device =
        switch (id) {
          case "feeder1" -> PlcDevice.feeder(id, plant);
          case "genset1" -> PlcDevice.genset(id, plant);
          case "tie1" -> PlcDevice.transferSwitch(id, plant);
          case "shed2" -> PlcDevice.relay(id, plant);
          case "ev1" -> PlcDevice.charger(id, plant);
          default -> PlcDevice.servers(id, plant);
        };
    return new FaultyDevice(device, () -> faults.plcDown || noCard.getAsBoolean());
  }

  private static Device gpio(DeviceConfig config, Site site, GpioWiring wiring) {
    Site alone = site.withDevices(List.of(config));
    return new DeviceFactory(wiring.board(), new NoBroker(), Path.of(site.storage().directory()))
        .links(alone)
        .getFirst()
        .devices()
        .getFirst();
  }

  /**
   * All links read.
   *
   * @param batteryLate whether the battery's answer is still on its way
   */
  void read(Moment now, boolean batteryLate) {
    for (DeviceRunner runner : runners) {
      if (Boolean.TRUE.equals(batteryLink.get(runner))) {
        batteryPolledAt = batteryPolledAt == null ? now : batteryPolledAt;
        if (batteryLate) {
          continue;
        }
        runner.read(batteryPolledAt);
        batteryPolledAt = null;
      } else {
        runner.read(now);
      }
    }
  }

  /** Everything that decides; a day without faults also learns and reports its status. */
  RunningSite control() {
    return control;
  }

  CycleReport decide(Moment now) {
    return control.cycle().run(now);
  }

  /**
   * Between two full reads: reads the grid meter's power and writes the setpoints that change.
   *
   * @param stalls whether the control loop stalls
   */
  void readPowerOnly(Moment now, boolean stalls) {
    boolean shown = meterRunner.isPresent() && meterRunner.get().readPowerOnly(now);
    if (shown && !stalls && control.cycle().between(now)) {
      writers().forEach(runner -> runner.writeChanged(now));
    }
  }

  /** All links write. */
  void write(Moment now) {
    writers().forEach(runner -> runner.write(now));
  }

  /** All but one that waits for an answer. */
  private List<DeviceRunner> writers() {
    return runners.stream()
        .filter(runner -> batteryPolledAt == null || !Boolean.TRUE.equals(batteryLink.get(runner)))
        .toList();
  }

  void lookAhead(Moment now) {
    control.plans().tick(now);
  }

  /** Sends the promised messages to the broker. */
  void keepPromises(Moment now) {
    control.carried().outlets().promised().tick(now);
  }

  /** An orderly end, as on SIGTERM. */
  void release(Moment now) {
    runners.forEach(runner -> runner.release(control.neutral(now), now));
  }

  /** Ends the process abruptly, without a word to the devices. */
  @Override
  public void close() {
    control.close();
  }
}
