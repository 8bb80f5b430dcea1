package io.spikewatt.config.load;

import io.spikewatt.config.profile.Identity;
import io.spikewatt.config.profile.Identity.NumberCheck;
import io.spikewatt.config.profile.Identity.TextCheck;
import io.spikewatt.config.profile.Identity.UsualRole;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Keys of a profile that identify a device of its type. */
final class IdentityKeys {

  private static final ValueType<Pattern> PATTERN =
      ValueType.scalar(
          Pattern.class,
          "a regular expression such as Fronius.*",
          "\"type\": \"string\"",
          s -> pattern(s.text()));
  private static final ValueType<Double> RAW = ValueTypes.number("raw", -1e10, 1e10);

  private static final Key<Pattern> MANUFACTURER =
      Key.optional("manufacturer", PATTERN, "not looked at", "the maker's name in SunSpec model 1");
  private static final Key<Pattern> MODEL =
      Key.optional("model", PATTERN, "not looked at", "the device's name in SunSpec model 1");

  private static final Key<Double> MIN = Key.required("min", RAW, "smallest raw value");
  private static final Key<Double> MAX = Key.required("max", RAW, "largest raw value");
  private static final Section NUMBERS =
      Section.of(
              "numbers",
              "Registers that hold a number of a range.",
              ModbusKeys.TABLE,
              ModbusKeys.ADDRESS,
              ModbusKeys.TYPE,
              ModbusKeys.WORD_ORDER,
              MIN,
              MAX)
          .asList();

  private static final Key<Integer> COUNT =
      Key.required("count", ValueTypes.whole("registers", 1, 64), "number of registers");
  private static final Key<Pattern> TEXT = Key.required("text", PATTERN, "text in the registers");
  private static final Section TEXTS =
      Section.of(
              "texts",
              "Registers that hold a text.",
              ModbusKeys.TABLE,
              ModbusKeys.ADDRESS,
              COUNT,
              TEXT)
          .asList();

  private static final Key<UsualRole> ROLE =
      Key.optional(
          "role", ValueTypes.choice(UsualRole.class), "not said", "what such a device usually is");

  static final Section IDENTITY =
      Section.of(
              "identity",
              "By what a scan recognises it; with a role alone, by whether its readings are likely.",
              MANUFACTURER,
              MODEL,
              ROLE)
          .withChildren(NUMBERS, TEXTS);

  private IdentityKeys() {}

  static Identity bind(SectionValues v) {
    return new Identity(
        v.find(MANUFACTURER),
        v.find(MODEL),
        v.all(NUMBERS).stream()
            .map(
                n ->
                    new NumberCheck(
                        n.get(ModbusKeys.TABLE),
                        n.get(ModbusKeys.ADDRESS),
                        n.get(ModbusKeys.TYPE),
                        n.get(ModbusKeys.WORD_ORDER),
                        n.get(MIN),
                        n.get(MAX)))
            .toList(),
        v.all(TEXTS).stream()
            .map(
                t ->
                    new TextCheck(
                        t.get(ModbusKeys.TABLE),
                        t.get(ModbusKeys.ADDRESS),
                        t.get(COUNT),
                        t.get(TEXT)))
            .toList(),
        v.find(ROLE));
  }

  private static Optional<Pattern> pattern(String text) {
    try {
      return Optional.of(Pattern.compile(text));
    } catch (PatternSyntaxException e) {
      return Optional.empty();
    }
  }
}
