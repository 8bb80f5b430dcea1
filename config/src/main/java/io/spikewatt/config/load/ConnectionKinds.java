package io.spikewatt.config.load;

import io.spikewatt.config.profile.LinkDefaults;
import io.spikewatt.config.site.Connection;
import io.spikewatt.config.site.Connection.Iec62056.Dialogue;
import io.spikewatt.config.site.Connection.OpcUa.Mode;
import io.spikewatt.config.site.Connection.OpcUa.Security;
import io.spikewatt.config.site.Connection.Parity;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** How each kind of connection is written. */
final class ConnectionKinds {

  static final ValueType<String> HOST_TYPE =
      ValueTypes.text(
          "a host name or address, without a port",
          "[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?|(?=.*:.*:)[0-9A-Fa-f:.]+(%[A-Za-z0-9]+)?");
  private static final ValueType<String> SERIAL_TYPE =
      ValueTypes.text("a serial device such as /dev/ttyUSB0", "/[^\\s\\p{Cntrl}]+");

  /** Line speeds of serial adapters and devices. */
  private static final List<Integer> LINE_SPEEDS =
      List.of(
          300, 600, 1200, 2400, 4800, 9600, 14_400, 19_200, 28_800, 38_400, 56_000, 57_600, 76_800,
          115_200, 128_000, 230_400, 250_000, 256_000, 460_800, 921_600);

  /** Line speeds of IEC 62056-21. */
  private static final List<Integer> METER_SPEEDS =
      List.of(300, 600, 1200, 2400, 4800, 9600, 19_200);

  private static final Key<String> TCP_HOST =
      Key.required("modbus-tcp", HOST_TYPE, "Modbus TCP: host");
  private static final Key<String> RTU_TCP_HOST =
      Key.required(
          "modbus-rtu-tcp", HOST_TYPE, "Modbus RTU frames through a serial converter: host");
  private static final Key<String> RTU_DEVICE =
      Key.required("modbus-rtu", SERIAL_TYPE, "Modbus RTU: serial device");
  private static final Key<Integer> BAUD =
      Key.withDefault("baud", ValueTypes.oneOf("baud", LINE_SPEEDS), 9600, "line speed");
  private static final Key<Integer> DATA_BITS =
      Key.withDefault("data-bits", ValueTypes.whole("bits", 7, 8), 8, "bits of a character");
  private static final Key<Parity> PARITY = Key.choice("parity", Parity.NONE, "parity bit");
  private static final Key<Integer> STOP_BITS =
      Key.withDefault("stop-bits", ValueTypes.whole("bits", 1, 2), 1, "stop bits");

  private static final Key<String> OPC_URL =
      Key.required(
          "opc-ua",
          ValueTypes.text(
              "an endpoint such as opc.tcp://192.168.1.5:4840/plc",
              "opc\\.tcp://(\\[[0-9a-fA-F:]+\\]|[^\\s:/]+)(:[0-9]{1,5})?(/\\S*)?"),
          "OPC UA: endpoint");
  private static final Key<Security> SECURITY =
      Key.choice(
          "security", Security.BASIC256SHA256, "security policy, with signing and encryption");
  private static final Key<Mode> MODE =
      Key.choice(
          "mode", Mode.READ, "values are read every cycle, or sent by the server when they change");
  private static final Key<Duration> OPC_TIMEOUT =
      Key.written("timeout-ms", LinkKeys.TIMEOUT.type(), "2000", LinkKeys.TIMEOUT.meaning());

  private static final String TCP_PREFIX = "tcp://";
  private static final ValueType<String> IEC_PORT_TYPE =
      ValueTypes.text(
          "a serial device such as /dev/ttyUSB1, or tcp://host:port",
          "/[^\\s\\p{Cntrl}]+|tcp://(\\[[0-9a-fA-F:]+\\]|[^\\s:/]+):[0-9]{1,5}");
  private static final Key<String> IEC_PORT =
      Key.required(
          "iec62056",
          IEC_PORT_TYPE,
          "IEC 62056-21 modes A, B and C, a meter that is polled: serial device or transparent"
              + " converter");
  private static final Key<Integer> IEC_BAUD =
      Key.withDefault(
          "baud", ValueTypes.oneOf("baud", METER_SPEEDS), 300, "speed of the first request");
  private static final Key<Boolean> FIXED_BAUD =
      Key.optional(
          "fixed-baud",
          ValueTypes.flag(),
          "true for tcp://, else false",
          "keep that speed even if a meter of mode C offers a higher one");
  private static final Key<String> ADDRESS =
      Key.optional(
          "address",
          ValueTypes.text("a device address", "[0-9A-Za-z ]{1,32}"),
          "any meter answers",
          "the meter's device address");
  private static final Key<Boolean> WAKE_UP =
      Key.flag("wake-up", false, "begin with 2.2 s of zeros, for battery-powered meters");
  private static final Key<String> PUSH_PORT =
      Key.required(
          "iec62056-push",
          IEC_PORT_TYPE,
          "IEC 62056-21 mode D, a meter that sends by itself: serial device or transparent"
              + " converter");
  private static final Key<Integer> PUSH_BAUD =
      Key.withDefault("baud", IEC_BAUD.type(), 2400, "speed of the line");
  private static final Key<Duration> PUSH_TIMEOUT =
      Key.written(
          "timeout-ms", LinkKeys.TIMEOUT.type(), "30000", "how long the meter may be silent");
  private static final Key<Duration> INTERVAL =
      Key.written("interval-s", ValueTypes.seconds(1, 86_400), "60", "time between two readouts");
  private static final Key<Duration> IEC_TIMEOUT =
      Key.written("timeout-ms", LinkKeys.TIMEOUT.type(), "5000", LinkKeys.TIMEOUT.meaning());

  private static final Key<DistinctNumbers> PINS =
      Key.required("gpio", ValueTypes.pins(), "GPIO: BCM number of the line, or of each line");
  private static final Key<Boolean> ACTIVE_LOW =
      Key.flag("active-low", false, "true = closed when the line is low");

  private static final Key<Boolean> NORMALLY_CLOSED =
      Key.flag(
          "normally-closed",
          false,
          "true = an open contact, or a broken wire, is what counts; for inputs");
  private static final ValueType<Duration> DWELL = ValueTypes.seconds(0, 86_400);
  private static final Key<Duration> MIN_ON =
      Key.optional(
          "min-on-s", DWELL, "as the profile says, else 60", "how long a relay stays closed");
  private static final Key<Duration> MIN_OFF =
      Key.optional(
          "min-off-s", DWELL, "as the profile says, else 60", "how long a relay stays open");

  private static final Key<String> MQTT_BASE =
      Key.required("mqtt", ValueTypes.topic(), "MQTT: base topic at the site's broker");

  /** Without a profile's recommendations. */
  static final List<SectionVariant<Connection>> ALL = all(LinkDefaults.NONE);

  private ConnectionKinds() {}

  /** {@code profile} holds the device type's defaults for keys that the connection omits. */
  static List<SectionVariant<Connection>> all(LinkDefaults profile) {
    return List.of(
        new SectionVariant<>(
            Connection.ModbusTcp.class,
            paced("modbus-tcp", TCP_HOST, LinkKeys.PORT, LinkKeys.TCP_UNIT),
            (v, dir) ->
                new Connection.ModbusTcp(
                    v.get(TCP_HOST),
                    LinkKeys.port(v, profile),
                    LinkKeys.unit(v, profile),
                    LinkKeys.timeout(v, profile),
                    LinkKeys.pacing(v, profile))),
        new SectionVariant<>(
            Connection.ModbusRtuTcp.class,
            paced("modbus-rtu-tcp", RTU_TCP_HOST, LinkKeys.PORT, LinkKeys.RTU_UNIT),
            (v, dir) ->
                new Connection.ModbusRtuTcp(
                    v.get(RTU_TCP_HOST),
                    LinkKeys.port(v, LinkDefaults.NONE),
                    rtuUnit(v),
                    LinkKeys.timeout(v, profile),
                    LinkKeys.pacing(v, profile))),
        new SectionVariant<>(
            Connection.ModbusRtu.class,
            paced("modbus-rtu", RTU_DEVICE, BAUD, DATA_BITS, PARITY, STOP_BITS, LinkKeys.RTU_UNIT),
            (v, dir) ->
                new Connection.ModbusRtu(
                    v.get(RTU_DEVICE),
                    line(v),
                    rtuUnit(v),
                    LinkKeys.timeout(v, profile),
                    LinkKeys.pacing(v, profile))),
        new SectionVariant<>(
            Connection.OpcUa.class,
            kind(
                "opc-ua",
                OPC_URL,
                SECURITY,
                FileKeys.USER,
                FileKeys.PASSWORD_FILE,
                OPC_TIMEOUT,
                MODE),
            (v, dir) ->
                new Connection.OpcUa(
                    v.get(OPC_URL),
                    v.get(SECURITY),
                    v.find(FileKeys.USER),
                    v.find(FileKeys.PASSWORD_FILE).map(f -> FileKeys.resolve(dir, f)),
                    v.get(OPC_TIMEOUT),
                    v.get(MODE))),
        new SectionVariant<>(
            Connection.Iec62056.class,
            kind(
                "iec62056",
                IEC_PORT,
                IEC_BAUD,
                FIXED_BAUD,
                ADDRESS,
                WAKE_UP,
                INTERVAL,
                IEC_TIMEOUT),
            (v, dir) ->
                new Connection.Iec62056(
                    v.get(IEC_PORT), request(v), v.get(INTERVAL), v.get(IEC_TIMEOUT))),
        new SectionVariant<>(
            Connection.Iec62056.class,
            kind("iec62056-push", PUSH_PORT, PUSH_BAUD, INTERVAL, PUSH_TIMEOUT),
            (v, dir) ->
                new Connection.Iec62056(
                    v.get(PUSH_PORT),
                    new Dialogue.Push(v.get(PUSH_BAUD)),
                    v.get(INTERVAL),
                    v.get(PUSH_TIMEOUT))),
        new SectionVariant<>(
            Connection.Gpio.class,
            kind("gpio", PINS, ACTIVE_LOW, NORMALLY_CLOSED, MIN_ON, MIN_OFF),
            (v, dir) ->
                new Connection.Gpio(
                    v.get(PINS).all(),
                    v.get(ACTIVE_LOW),
                    v.get(NORMALLY_CLOSED),
                    v.find(MIN_ON),
                    v.find(MIN_OFF))),
        new SectionVariant<>(
            Connection.Mqtt.class,
            kind("mqtt", MQTT_BASE),
            (v, dir) -> new Connection.Mqtt(v.get(MQTT_BASE))));
  }

  private static Section paced(String name, Key<?>... keys) {
    return kind(
        name,
        Stream.concat(
                Stream.of(keys),
                Stream.of(
                    LinkKeys.TIMEOUT, LinkKeys.CONNECT_DELAY, LinkKeys.GAP, LinkKeys.IDLE_CLOSE))
            .toArray(Key<?>[]::new));
  }

  /** The unit on a bus depends on the installation. */
  private static int rtuUnit(SectionValues v) {
    return v.find(LinkKeys.RTU_UNIT).orElse(1);
  }

  private static Section kind(String name, Key<?>... keys) {
    return Section.of(name, keys[0].meaning() + ".", keys);
  }

  /** A converter keeps its speed, so the meter behind one has to keep it too. */
  private static Dialogue.Request request(SectionValues v) {
    boolean converter = v.get(IEC_PORT).startsWith(TCP_PREFIX);
    return new Dialogue.Request(
        v.get(IEC_BAUD), v.find(FIXED_BAUD).orElse(converter), v.find(ADDRESS), v.get(WAKE_UP));
  }

  private static Connection.SerialLine line(SectionValues v) {
    return new Connection.SerialLine(
        v.get(BAUD), v.get(DATA_BITS), v.get(PARITY), v.get(STOP_BITS));
  }
}
