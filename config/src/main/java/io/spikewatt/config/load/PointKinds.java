package io.spikewatt.config.load;

import io.spikewatt.config.profile.DeviceProfile;
import io.spikewatt.config.profile.DeviceProfile.Points;
import io.spikewatt.config.profile.NodeOutput;
import io.spikewatt.config.profile.NodeSpec;
import io.spikewatt.config.profile.ObisSpec;
import io.spikewatt.hal.signal.Quantity;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Keys of a profile's values, by protocol. */
final class PointKinds {

  static final Key<Quantity> SIGNAL = Key.required("signal", ValueTypes.quantity(), "the quantity");
  static final Key<Double> FACTOR =
      Key.withDefault(
          "factor",
          ValueTypes.number("", -1e12, 1e12),
          1.0,
          "signal = raw value × factor; carries unit and sign");

  /** Namespace, then number, text, GUID or opaque bytes: OPC 10000-6, 5.3.1.10. */
  private static final Pattern NODE_ID =
      Pattern.compile(
          "(?:ns=([0-9]{1,5});)?(?:i=([0-9]{1,10})|s=\\S.*|g=\\p{XDigit}{8}(?:-\\p{XDigit}{4}){3}"
              + "-\\p{XDigit}{12}|b=(?:B{4})*(?:B{2}==|B{3}=)?)".replace("B", "[A-Za-z0-9+/]"));

  private static final Pattern BROWSE_PATH =
      Pattern.compile("(?:/(?:[0-9]{1,5}:)?+(?:[^/&]|&.)++)++");
  private static final Pattern NAMESPACE = Pattern.compile("(?<!&)/([0-9]{1,5}):");

  private static final Key<String> NODE =
      Key.required(
          "node",
          ValueType.scalar(
              String.class,
              "a NodeId such as \"ns=2;s=Feeder/ActivePower\" or a browse path such as"
                  + " \"/Objects/2:Feeder/2:ActivePower\"",
              "\"type\": [\"string\", \"number\"]",
              s -> Optional.of(s.text()).filter(PointKinds::isNode)),
          "NodeId, or the browse names that lead to the node; & before a / or & in a name");
  private static final Key<Duration> NODE_MAX_AGE =
      Key.optional(
          "max-age-s",
          ValueTypes.seconds(0.1, 86_400),
          "any age",
          "how long the node's source timestamp may stay the same");
  private static final Key<Duration> NODE_TIMEOUT =
      Key.optional(
          "timeout-s",
          ValueTypes.seconds(1, 86_400),
          "held for ever",
          "when the server drops a setpoint that is not written again");
  private static final Section NODE_INPUTS =
      Section.of("inputs", "Nodes that are read.", SIGNAL, NODE, FACTOR, NODE_MAX_AGE)
          .asRequired()
          .asList();
  private static final Section NODE_OUTPUTS =
      Section.of("outputs", "Nodes that are set.", SIGNAL, NODE, FACTOR, NODE_TIMEOUT).asList();

  private static final Key<String> CODE =
      Key.required(
          "code",
          ValueTypes.text("an OBIS code such as 1.8.0", "[0-9A-Z]+(\\.[0-9A-Z]+){1,2}"),
          "OBIS");
  private static final Key<String> UNIT =
      Key.required(
          "unit", ValueTypes.text("a unit such as kWh", "\\S{1,16}"), "as the meter sends it");
  private static final Section OBIS_INPUTS =
      Section.of("inputs", "Registers of the readout.", SIGNAL, CODE, UNIT, FACTOR)
          .asRequired()
          .asList();

  static final List<SectionVariant<Points>> ALL =
      List.of(
          new SectionVariant<>(
              DeviceProfile.Modbus.class, ModbusKeys.MODBUS, (v, dir) -> ModbusKeys.bind(v)),
          new SectionVariant<>(
              DeviceProfile.SunSpec.class, SunSpecKeys.SUNSPEC, (v, dir) -> SunSpecKeys.bind(v)),
          new SectionVariant<>(
              DeviceProfile.OpcUa.class,
              Section.of("opc-ua", "OPC UA nodes.").withChildren(NODE_INPUTS, NODE_OUTPUTS),
              (v, dir) ->
                  new DeviceProfile.OpcUa(
                      v.all(NODE_INPUTS).stream().map(PointKinds::node).toList(),
                      v.all(NODE_OUTPUTS).stream()
                          .map(o -> new NodeOutput(node(o), o.find(NODE_TIMEOUT)))
                          .toList())),
          new SectionVariant<>(
              DeviceProfile.Iec62056.class,
              Section.of("iec62056", "A readout of IEC 62056-21.").withChildren(OBIS_INPUTS),
              (v, dir) ->
                  new DeviceProfile.Iec62056(
                      v.all(OBIS_INPUTS).stream().map(PointKinds::obis).toList())),
          new SectionVariant<>(
              DeviceProfile.Mqtt.class, TopicKeys.MQTT, (v, dir) -> TopicKeys.bind(v)),
          new SectionVariant<>(
              DeviceProfile.GpioInput.class, GpioKeys.LINE, (v, dir) -> GpioKeys.line(v)),
          new SectionVariant<>(
              DeviceProfile.GpioInput.class, GpioKeys.CODE, (v, dir) -> GpioKeys.code(v)));

  private PointKinds() {}

  private static NodeSpec node(SectionValues v) {
    return new NodeSpec(v.get(SIGNAL), v.get(NODE), v.get(FACTOR), v.find(NODE_MAX_AGE));
  }

  private static ObisSpec obis(SectionValues v) {
    return new ObisSpec(v.get(SIGNAL), v.get(CODE), v.get(UNIT), v.get(FACTOR));
  }

  /** Whether the driver can parse it. */
  private static boolean isNode(String text) {
    Matcher id = NODE_ID.matcher(text);
    if (id.matches()) {
      return isAtMost(id.group(1), 0xFFFF) && isAtMost(id.group(2), 0xFFFF_FFFFL);
    }
    return BROWSE_PATH.matcher(text).matches()
        && NAMESPACE.matcher(text).results().allMatch(found -> isAtMost(found.group(1), 0xFFFF));
  }

  private static boolean isAtMost(@Nullable String number, long most) {
    return number == null || Long.parseLong(number) <= most;
  }
}
