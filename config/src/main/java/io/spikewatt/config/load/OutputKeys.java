package io.spikewatt.config.load;

import io.spikewatt.config.profile.OutputRegister;
import io.spikewatt.config.profile.OutputRegister.CellContent;
import io.spikewatt.config.profile.OutputRegister.Persistence;
import io.spikewatt.config.profile.OutputRegister.Share;
import io.spikewatt.config.profile.RegisterOutput;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.stream.Stream;

/** How the outputs of a Modbus map are written. */
final class OutputKeys {

  private static final ValueType<Double> RAW = ValueTypes.number("raw", -1e10, 1e10);

  private static final Key<Share> TAKES =
      Key.choice("takes", Share.VALUE, "its part of the setpoint");
  private static final Key<Double> CONSTANT =
      Key.optional("constant", RAW, "its part", "raw value that it always takes");
  private static final Key<CellContent.Codes> CODES =
      Key.optional(
          "codes",
          ValueTypes.codes(),
          "its part",
          "raw values for the setpoints 1, 2, 3 and so on, as of sg_ready_state");
  private static final Key<Persistence> PERSISTENCE =
      Key.choice("persistence", Persistence.UNKNOWN, "kind of memory that a write goes to");
  private static final Key<Double> RELEASE =
      Key.optional("release", RAW, "as neutral", "raw value that gives control back");
  private static final Key<Double> OWN_MODE =
      Key.optional(
          "own-mode",
          RAW,
          "no mode of its own",
          "raw value with which a battery regulates self-consumption by its own meter");
  private static final Key<Double> RAW_MIN =
      Key.withDefault(
          "raw-min", RAW, Double.NEGATIVE_INFINITY, "none", "smallest raw value it takes");
  private static final Key<Double> RAW_MAX =
      Key.withDefault(
          "raw-max", RAW, Double.POSITIVE_INFINITY, "none", "largest raw value it takes");
  private static final Key<Boolean> READ_BACK =
      Key.flag("read-back", true, "whether it shows what was written into it");

  private static final Key<Double> POSITIVE =
      Key.required("positive", RAW, "raw value for power into the site (discharge)");
  private static final Key<Double> NEGATIVE =
      Key.required("negative", RAW, "raw value for power out of the site (charge)");
  private static final Key<Double> ZERO = Key.required("zero", RAW, "raw value for none");
  private static final Section DIRECTION =
      Section.of("direction", "Raw values of the direction.", POSITIVE, NEGATIVE, ZERO);

  private static final Section REGISTERS =
      Section.of(
              "registers",
              "Holding registers that say it together, in the order of writing. Constants with a"
                  + " release give control back last, in reverse order.",
              ModbusKeys.ADDRESS,
              ModbusKeys.TYPE,
              ModbusKeys.WORD_ORDER,
              PointKinds.FACTOR,
              ModbusKeys.OFFSET,
              TAKES,
              CONSTANT,
              CODES,
              RELEASE,
              OWN_MODE,
              RAW_MIN,
              RAW_MAX,
              PERSISTENCE,
              READ_BACK)
          .asRequired()
          .asList()
          .withChildren(DIRECTION);

  private static final Key<Duration> TIMEOUT =
      Key.optional(
          "timeout-s",
          ValueTypes.seconds(1, 86_400),
          "held for ever",
          "when the device drops a setpoint that is not written again");
  private static final Key<Integer> WRITES =
      Key.optional(
          "writes-per-day",
          ValueTypes.whole("writes", 2, 100_000),
          "25 for flash, 250 for unknown",
          "how often memory that may wear is written in 24 hours");

  static final Section OUTPUTS =
      Section.of("outputs", "What can be set.", PointKinds.SIGNAL, TIMEOUT, WRITES)
          .asList()
          .withChildren(REGISTERS, ModbusKeys.PLUS);

  private OutputKeys() {}

  /** A register takes one thing only. */
  static void reportClashes(SectionValues modbus, Problems problems) {
    for (SectionValues output : modbus.all(OUTPUTS)) {
      for (SectionValues v : output.all(REGISTERS)) {
        List<String> given =
            Stream.of(
                    v.find(TAKES).map(t -> TAKES.name()),
                    v.find(CONSTANT).map(c -> CONSTANT.name()),
                    v.find(CODES).map(c -> CODES.name()),
                    v.one(DIRECTION).map(d -> DIRECTION.name()))
                .flatMap(Optional::stream)
                .toList();
        if (given.size() > 1) {
          problems.addAt(
              v.path(), "one of takes, constant, codes and direction", String.join(" and ", given));
        }
      }
    }
  }

  static RegisterOutput bind(SectionValues v) {
    return new RegisterOutput(
        v.get(PointKinds.SIGNAL),
        v.all(REGISTERS).stream().map(r -> register(v, r)).toList(),
        v.find(TIMEOUT),
        v.find(WRITES).map(OptionalInt::of).orElse(OptionalInt.empty()),
        ModbusKeys.plus(v.get(PointKinds.SIGNAL), v));
  }

  private static OutputRegister register(SectionValues output, SectionValues v) {
    return new OutputRegister(
        ModbusKeys.register(output.get(PointKinds.SIGNAL), v),
        takes(v),
        v.get(PERSISTENCE),
        v.find(RELEASE).map(OptionalDouble::of).orElse(OptionalDouble.empty()),
        v.find(OWN_MODE).map(OptionalDouble::of).orElse(OptionalDouble.empty()),
        v.get(RAW_MIN),
        v.get(RAW_MAX),
        v.get(READ_BACK));
  }

  private static CellContent takes(SectionValues v) {
    Optional<CellContent> direction =
        v.one(DIRECTION)
            .map(d -> new CellContent.Direction(d.get(POSITIVE), d.get(NEGATIVE), d.get(ZERO)));
    Optional<CellContent> constant = v.find(CONSTANT).map(CellContent.Constant::new);
    return direction
        .or(() -> constant)
        .or(() -> v.find(CODES))
        .orElseGet(() -> new CellContent.Part(v.get(TAKES)));
  }
}
