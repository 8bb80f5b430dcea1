package io.spikewatt.config.check;

import io.spikewatt.config.profile.DeviceProfile;
import io.spikewatt.config.profile.DeviceProfile.SunSpec;
import io.spikewatt.config.profile.TopicOutput;
import io.spikewatt.config.profile.TopicPlace;
import io.spikewatt.config.site.Connection;
import io.spikewatt.config.site.Connection.Iec62056.Dialogue;
import io.spikewatt.config.site.Site;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Rules of addresses, links and topics that several devices or clients share. */
final class LinkRules {

  private LinkRules() {}

  /** {@code part}: the part of the endpoint that is used. */
  private record Address(String endpoint, int unit, String part) {
    @Override
    public String toString() {
      return unit < 0 ? endpoint : endpoint + " " + unit;
    }
  }

  /**
   * Two devices with one address are a copy error: two Modbus units, two meters on one optical
   * head, two uses of a pin, two of a profile on one OPC UA server or topic. Other parts of a
   * server or topic are not, nor are the inverter, the battery and the meter of one Modbus unit,
   * each with a profile of its own.
   */
  static Stream<Finding> addressOnce(PartialSite site) {
    return site.repeated(
        device -> device.connection().stream().flatMap(c -> addresses(c, device.profile())),
        (address, device, first) ->
            Stream.of(
                new Finding(
                    device.path() + ".connection",
                    "an address that no other device has",
                    address + ", where " + first.name() + " is too")));
  }

  private static Stream<Address> addresses(Connection connection, Optional<DeviceProfile> profile) {
    String endpoint = connection.endpoint();
    return switch (connection) {
      case Connection.Modbus c ->
          Stream.of(new Address(endpoint, c.unit(), profile.map(LinkRules::part).orElse("")));
      case Connection.OpcUa _ -> profile.stream().map(p -> new Address(endpoint, -1, p.id()));
      case Connection.Mqtt topic ->
          profile.stream().map(p -> new Address("mqtt " + topic.base(), -1, p.id()));
      case Connection.Iec62056 _ -> Stream.of(new Address(endpoint, -1, ""));
      case Connection.Gpio c -> c.pins().stream().map(pin -> new Address(endpoint, pin, ""));
    };
  }

  /** SunSpec profiles of one kind find the same models; their ids make no difference. */
  private static String part(DeviceProfile profile) {
    return profile.points() instanceof SunSpec sunSpec ? sunSpec.kind().name() : profile.id();
  }

  /** Devices on one line, socket or session have equal link settings. */
  static Stream<Finding> oneSettingPerLink(PartialSite site) {
    return site.repeated(
        device -> device.connection().flatMap(LinkRules::link).stream(),
        (link, device, first) -> {
          String others = setting(first.connection().orElseThrow());
          String setting = setting(device.connection().orElseThrow());
          return Finding.when(
              !setting.equals(others),
              device.path() + ".connection",
              "the settings of " + first.name() + " on " + link + ": " + others,
              setting);
        });
  }

  /** The line, socket or session that devices can share. */
  private static Optional<String> link(Connection connection) {
    return switch (connection) {
      case Connection.ModbusTcp c -> Optional.of(c.host() + ":" + c.port());
      case Connection.ModbusRtuTcp c -> Optional.of(c.host() + ":" + c.port());
      case Connection.ModbusRtu c -> Optional.of(c.device());
      case Connection.OpcUa c -> Optional.of(c.url());
      case Connection.Iec62056 c -> Optional.of(c.port().replaceFirst("^tcp://", ""));
      case Connection.Gpio _, Connection.Mqtt _ -> Optional.empty();
    };
  }

  /** Settings that all users of a link must share. */
  private static String setting(Connection connection) {
    return switch (connection) {
      case Connection.ModbusTcp _ -> "modbus-tcp";
      case Connection.ModbusRtuTcp _ -> "modbus-rtu-tcp";
      case Connection.ModbusRtu c -> "modbus-rtu " + line(c.line());
      case Connection.OpcUa c ->
          "security %s, user %s, password file %s, mode %s"
              .formatted(
                  c.security().name().toLowerCase(Locale.ROOT),
                  c.user().orElse("none"),
                  c.passwordFile().orElse("none"),
                  c.mode().name().toLowerCase(Locale.ROOT));
      case Connection.Iec62056 c ->
          (c.dialogue() instanceof Dialogue.Push ? "iec62056-push" : "iec62056")
              + (" at " + c.dialogue().baud() + " baud");
      case Connection.Gpio _, Connection.Mqtt _ -> "";
    };
  }

  private static String line(Connection.SerialLine line) {
    char parity = line.parity().name().charAt(0);
    return line.baud() + " " + line.dataBits() + parity + line.stopBits();
  }

  /** Frames of Modbus RTU are bytes; with seven bits the highest is lost. */
  static Stream<Finding> wholeBytes(PartialSite site) {
    return site.connections(Connection.ModbusRtu.class)
        .flatMap(
            rtu ->
                Finding.when(
                    rtu.value().line().dataBits() != Byte.SIZE,
                    rtu.device().path() + ".connection.data-bits",
                    "8, as frames of Modbus RTU are bytes",
                    Integer.toString(rtu.value().line().dataBits())));
  }

  /** A device whose values are topics needs the site's broker. */
  static Stream<Finding> brokerForTopics(PartialSite site) {
    return site.connections(Connection.Mqtt.class)
        .flatMap(
            mqtt ->
                Finding.when(
                    !site.hasBroker(),
                    mqtt.device().path() + ".connection.mqtt",
                    "a section mqtt with the broker",
                    "none"));
  }

  /**
   * No published value is read as telemetry: our own topics belong to no device, and a topic that
   * sets one device is neither read from nor set by another.
   */
  static Stream<Finding> topicsApart(PartialSite site) {
    List<PartialSite.Part<Connection.Mqtt>> devices =
        site.connections(Connection.Mqtt.class).toList();
    Map<String, String> setBy = new HashMap<>();
    devices.forEach(
        mqtt -> outputs(mqtt).forEach(topic -> setBy.putIfAbsent(topic, mqtt.device().name())));
    return Stream.of(
            devices.stream().flatMap(mqtt -> own(site, mqtt)),
            devices.stream().flatMap(mqtt -> clashes(mqtt, outputs(mqtt), setBy)),
            devices.stream().flatMap(mqtt -> clashes(mqtt, inputs(mqtt).distinct(), setBy)))
        .flatMap(findings -> findings);
  }

  private static Stream<Finding> own(PartialSite site, PartialSite.Part<Connection.Mqtt> mqtt) {
    String base = mqtt.value().base();
    return site.mqtt().map(Site.Mqtt::root).stream()
        .flatMap(
            root ->
                Finding.when(
                    (base + "/").startsWith(root + "/"),
                    mqtt.device().path() + ".connection.mqtt",
                    "a topic outside of our own, which start with " + root + "/",
                    base));
  }

  private static Stream<Finding> clashes(
      PartialSite.Part<Connection.Mqtt> mqtt, Stream<String> topics, Map<String, String> setBy) {
    String name = mqtt.device().name();
    return topics.flatMap(
        topic ->
            Finding.when(
                !setBy.getOrDefault(topic, name).equals(name),
                mqtt.device().path() + ".connection.mqtt",
                "topics that set no other device",
                topic + ", which sets " + setBy.get(topic)));
  }

  private static Stream<String> outputs(PartialSite.Part<Connection.Mqtt> mqtt) {
    return topics(mqtt)
        .flatMap(topics -> topics.outputs().stream().map(TopicOutput::place))
        .map(place -> place.under(mqtt.value().base()));
  }

  private static Stream<String> inputs(PartialSite.Part<Connection.Mqtt> mqtt) {
    return topics(mqtt)
        .flatMap(ProfileRules::read)
        .map((TopicPlace place) -> place.under(mqtt.value().base()));
  }

  private static Stream<DeviceProfile.Mqtt> topics(PartialSite.Part<Connection.Mqtt> mqtt) {
    return mqtt.device().profile().map(DeviceProfile::points).stream()
        .filter(DeviceProfile.Mqtt.class::isInstance)
        .map(DeviceProfile.Mqtt.class::cast);
  }

  /** A proxy shares the link of a Modbus device, and listens where no other one does. */
  static Stream<Finding> proxySharesModbus(PartialSite site) {
    List<Finding> findings = new ArrayList<>();
    Set<String> places = new HashSet<>();
    for (int i = 0; i < site.proxies().size(); i++) {
      Site.ModbusProxy proxy = site.proxies().get(i);
      String path = "modbus-proxies[" + i + "]";
      Optional<PartialSite.Device> device = site.device(proxy.device());
      if (device.isEmpty()
          || device.get().connection().filter(c -> !(c instanceof Connection.Modbus)).isPresent()) {
        findings.add(new Finding(path + ".device", "the id of a Modbus device", proxy.device()));
      }
      if (!places.add(proxy.bind() + " " + proxy.port())) {
        String port = Integer.toString(proxy.port());
        findings.add(new Finding(path + ".port", "a port of its own", port));
      }
    }
    return findings.stream();
  }

  /**
   * Clients of a proxy write to no device that we set: their writes know neither its range nor the
   * interlocks. Many devices answer for every unit, so where we set one, other units may be written
   * only if the user confirms that they are other devices.
   */
  static Stream<Finding> proxyLeavesOurUnits(PartialSite site) {
    return IntStream.range(0, site.proxies().size())
        .boxed()
        .flatMap(i -> writesOurUnit("modbus-proxies[" + i + "]", site, site.proxies().get(i)));
  }

  private static Stream<Finding> writesOurUnit(
      String path, PartialSite site, Site.ModbusProxy proxy) {
    if (proxy.writeUnits().isEmpty()) {
      return Stream.empty();
    }
    return set(site, proxy)
        .flatMap(
            modbus -> {
              String name = modbus.device().name();
              int unit = modbus.value().unit();
              if (proxy.writeUnits().contains(unit)) {
                return Stream.of(
                    new Finding(
                        path + ".write-units",
                        "units that Spikewatt does not set",
                        unit + ", where it sets " + name));
              }
              return Finding.when(
                  !proxy.separatesUnits(),
                  path + ".write-units",
                  "none, or separates-units: true beside it if each unit is a device of its own,"
                      + (" as Spikewatt sets " + name + " at the same address"),
                  proxy.writeUnits().toString());
            })
        .limit(1);
  }

  /** The devices at the proxy's address that have something to set. */
  private static Stream<PartialSite.Part<Connection.Modbus>> set(
      PartialSite site, Site.ModbusProxy proxy) {
    Optional<String> endpoint =
        site.device(proxy.device())
            .flatMap(PartialSite.Device::connection)
            .map(Connection::endpoint);
    return site.connections(Connection.Modbus.class)
        .filter(modbus -> endpoint.filter(modbus.value().endpoint()::equals).isPresent())
        .filter(m -> m.device().profile().filter(p -> !p.points().writes().isEmpty()).isPresent());
  }
}
