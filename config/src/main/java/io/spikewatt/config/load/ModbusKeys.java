package io.spikewatt.config.load;

import io.spikewatt.config.profile.DeviceProfile;
import io.spikewatt.config.profile.Heartbeat;
import io.spikewatt.config.profile.LinearScale;
import io.spikewatt.config.profile.RegisterInput;
import io.spikewatt.config.profile.RegisterSpec;
import io.spikewatt.config.profile.RegisterSpec.Encoding;
import io.spikewatt.config.profile.RegisterSpec.Table;
import io.spikewatt.config.profile.RegisterSpec.WordOrder;
import io.spikewatt.hal.signal.Quantity;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;

/** How a fixed Modbus map is written. */
final class ModbusKeys {

  static final ValueType<Integer> WORD = ValueTypes.whole("", 0, 0xFFFF);

  static final Key<Table> TABLE = Key.choice("table", Table.HOLDING, "register table");
  static final Key<Integer> ADDRESS =
      Key.required(
          "address",
          ValueTypes.whole("zero-based register", 0, 0xFFFF),
          "as on the wire, zero-based");
  static final Key<Encoding> TYPE =
      Key.required("type", ValueTypes.choice(Encoding.class), "number format");
  static final Key<WordOrder> WORD_ORDER =
      Key.choice("word-order", WordOrder.HIGH_FIRST, "order of the words of wider values");
  static final Key<Double> OFFSET =
      Key.withDefault("offset", ValueTypes.number("", -1e12, 1e12), 0.0, "added after the factor");
  private static final Key<Sentinels> SENTINELS =
      Key.withDefault(
          "sentinels",
          ValueTypes.sentinels(),
          Sentinels.NONE,
          "none",
          "raw values that mean no value");
  private static final Key<Sentinels> ONE_WHEN =
      Key.withDefault(
          "one-when",
          ValueTypes.sentinels(),
          Sentinels.NONE,
          "it is a number",
          "raw values that mean 1; all others mean 0");

  private static final Key<Duration> EVERY =
      Key.withDefault(
          "every-s",
          ValueTypes.seconds(0, 86_400),
          Duration.ZERO,
          "every cycle",
          "how often it is read");
  private static final Key<Integer> MAX_READ =
      Key.withDefault(
          "max-read",
          ValueTypes.whole("registers", 1, DeviceProfile.Modbus.MAX_READ),
          DeviceProfile.Modbus.MAX_READ,
          "125",
          "most registers that it gives in one answer");

  private static final Key<Duration> TIMEOUT =
      Key.required("timeout-s", ValueTypes.seconds(1, 86_400), "when the device falls back");
  private static final Key<Integer> BEAT =
      Key.optional("value", WORD, "a counter", "what feeds it");
  private static final Section HEARTBEAT =
      Section.of("heartbeat", "A register to write again and again.", ADDRESS, TIMEOUT, BEAT);

  static final Section PLUS =
      Section.of(
              "plus",
              "Registers that are added to it: phases, strings; of an output, what the device"
                  + " counts besides the setpoint.",
              TABLE,
              ADDRESS,
              TYPE,
              WORD_ORDER,
              PointKinds.FACTOR,
              OFFSET,
              SENTINELS)
          .asList();

  private static final Section INPUTS =
      Section.of(
              "inputs",
              "Registers that are read.",
              PointKinds.SIGNAL,
              TABLE,
              ADDRESS,
              TYPE,
              WORD_ORDER,
              PointKinds.FACTOR,
              OFFSET,
              SENTINELS,
              ONE_WHEN,
              EVERY)
          .asRequired()
          .asList()
          .withChildren(PLUS);

  static final Section MODBUS =
      Section.of("modbus", "A fixed Modbus map.", MAX_READ)
          .withChildren(INPUTS, OutputKeys.OUTPUTS, HEARTBEAT);

  private ModbusKeys() {}

  static DeviceProfile.Modbus bind(SectionValues v) {
    return new DeviceProfile.Modbus(
        v.all(INPUTS).stream().map(ModbusKeys::input).toList(),
        v.all(OutputKeys.OUTPUTS).stream().map(OutputKeys::bind).toList(),
        v.one(HEARTBEAT).map(ModbusKeys::heartbeat),
        v.get(MAX_READ));
  }

  /** Registers that are added to a value of that quantity. */
  static List<RegisterSpec> plus(Quantity quantity, SectionValues of) {
    return of.all(PLUS).stream()
        .map(
            v ->
                new RegisterSpec(
                    quantity,
                    v.get(TABLE),
                    v.get(ADDRESS),
                    v.get(TYPE),
                    v.get(WORD_ORDER),
                    scale(v),
                    v.get(SENTINELS).patterns(),
                    Set.of()))
        .toList();
  }

  /** Keys that turn a raw number into a value. */
  static LinearScale scale(SectionValues v) {
    return new LinearScale(v.get(PointKinds.FACTOR), v.get(OFFSET));
  }

  private static RegisterInput input(SectionValues v) {
    return new RegisterInput(
        new RegisterSpec(
            v.get(PointKinds.SIGNAL),
            v.get(TABLE),
            v.get(ADDRESS),
            v.get(TYPE),
            v.get(WORD_ORDER),
            scale(v),
            v.get(SENTINELS).patterns(),
            v.get(ONE_WHEN).patterns()),
        v.get(EVERY),
        plus(v.get(PointKinds.SIGNAL), v));
  }

  private static Heartbeat heartbeat(SectionValues v) {
    return new Heartbeat(
        v.get(ADDRESS),
        v.get(TIMEOUT),
        v.find(BEAT).map(OptionalInt::of).orElse(OptionalInt.empty()));
  }
}
