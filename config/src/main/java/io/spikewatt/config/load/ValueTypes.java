package io.spikewatt.config.load;

import io.spikewatt.config.check.NumberText;
import io.spikewatt.config.profile.OutputRegister.CellContent;
import io.spikewatt.config.profile.TextCodes;
import io.spikewatt.config.site.MqttVersion;
import io.spikewatt.config.words.Language;
import io.spikewatt.config.words.Phrase;
import io.spikewatt.hal.signal.Quantity;
import java.net.InetAddress;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Currency;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The kinds of values that keys have. */
final class ValueTypes {

  /** Decimal digits. {@code Double.parseDouble} also accepts forms that are typing errors here. */
  private static final Pattern NUMBER =
      Pattern.compile(
          "[-+]?((0|[1-9][0-9]{0,17})(\\.[0-9]{0,18})?|\\.[0-9]{1,18})([eE][-+]?[0-9]{1,3})?");

  /** Without a zero in front, which other readers of YAML take for an octal number. */
  private static final Pattern WHOLE =
      Pattern.compile("[-+]?(0|[1-9][0-9]{0,17})|0x[0-9a-fA-F]{1,16}");

  private static final Pattern TIME = Pattern.compile("([01][0-9]|2[0-3]):[0-5][0-9]");

  /** Paho refuses C1 controls and everything from U+FDD0 on, emojis among them. */
  private static final String LEVEL = "[\\x21-\\x7E\\xA0-\\uFDCF&&[^/+#$\\s]]+";

  /** Levels of a topic, none of them empty. */
  static final String TOPIC_LEVELS = LEVEL + "(/" + LEVEL + ")*";

  private ValueTypes() {}

  static ValueType<Double> number(String unit, double min, double max) {
    String range = "a number from " + NumberText.number(min) + " to " + NumberText.number(max);
    ValueType<Double> type =
        ValueType.scalar(
            Double.class,
            range + (unit.isEmpty() ? "" : " (" + unit + ")"),
            "\"type\": \"number\", \"minimum\": "
                + NumberText.number(min)
                + ", \"maximum\": "
                + NumberText.number(max),
            s -> decimal(s).filter(v -> v >= min && v <= max));
    return type.withHint(s -> NumberHint.of(s, unit, min));
  }

  /** Raw values and addresses may be written in hexadecimal. */
  static ValueType<Integer> whole(String what, int min, int max) {
    ValueType<Integer> type =
        ValueType.scalar(
            Integer.class,
            "a whole number from " + min + " to " + max + (what.isEmpty() ? "" : " (" + what + ")"),
            "\"type\": \"integer\", \"minimum\": " + min + ", \"maximum\": " + max,
            s -> bits(s).filter(v -> v >= min && v <= max).map(Long::intValue));
    return type.withHint(s -> NumberHint.of(s, what, min));
  }

  /** One of a few whole numbers. */
  static ValueType<Integer> oneOf(String unit, List<Integer> numbers) {
    String all = numbers.stream().map(String::valueOf).collect(Collectors.joining(", "));
    return ValueType.scalar(
        Integer.class,
        "one of " + all + " (" + unit + ")",
        "\"enum\": [" + all + "]",
        s -> bits(s).flatMap(v -> numbers.stream().filter(n -> n.longValue() == v).findFirst()));
  }

  /** Code of an existing currency. */
  static ValueType<String> currency(String expected) {
    ValueType<String> code = text(expected, "[A-Z]{3}");
    return ValueType.scalar(
        String.class,
        expected,
        code.schema(),
        s -> code.parse().apply(s).filter(ValueTypes::isCurrency));
  }

  static boolean isCurrency(String code) {
    try {
      Currency.getInstance(code);
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  static ValueType<Duration> duration(ChronoUnit unit, String symbol, double min, double max) {
    ValueType<Double> number = number(symbol, min, max);
    double nanos = unit.getDuration().toNanos();
    return ValueType.scalar(
            Duration.class,
            number.expected(),
            number.schema(),
            s -> number.parse().apply(s).map(v -> Duration.ofNanos(Math.round(v * nanos))))
        .withHint(number.hint());
  }

  static ValueType<Duration> seconds(double min, double max) {
    return duration(ChronoUnit.SECONDS, "s", min, max);
  }

  static ValueType<Boolean> flag() {
    return ValueType.scalar(
            Boolean.class,
            "true or false",
            "\"type\": \"boolean\"",
            s ->
                s.plain() && (s.text().equals("true") || s.text().equals("false"))
                    ? Optional.of(s.text().equals("true"))
                    : Optional.<Boolean>empty())
        .withWords(List.of("true", "false"));
  }

  /** A text that matches {@code regex}; numbers without quotes are texts too. */
  static ValueType<String> text(String expected, String regex) {
    Pattern pattern = Pattern.compile(regex);
    return ValueType.scalar(
        String.class,
        expected,
        "\"type\": [\"string\", \"number\"]",
        s -> Optional.of(s.text()).filter(pattern.asMatchPredicate()));
  }

  /** A literal address, version 4 or 6: names are not looked up. */
  static ValueType<String> address(String expected) {
    ValueType<String> signs = text(expected, "[0-9A-Fa-f.:]+");
    return ValueType.scalar(
        String.class,
        expected,
        signs.schema(),
        s -> signs.parse().apply(s).filter(ValueTypes::isAddress));
  }

  private static boolean isAddress(String text) {
    try {
      InetAddress.ofLiteral(text);
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /** Enum constants in kebab-case. */
  static <E extends Enum<E>> ValueType<E> choice(Class<E> type) {
    return named(type, Arrays.asList(type.getEnumConstants()), Phrase::word);
  }

  /** A quantity by its wire name. */
  static ValueType<Quantity> quantity() {
    return named(Quantity.class, Arrays.asList(Quantity.values()), Quantity::wireName);
  }

  /** Without quotes, 5 is a number to editors. */
  static ValueType<MqttVersion> mqttVersion() {
    List<MqttVersion> all = Arrays.asList(MqttVersion.values());
    return ValueType.scalar(
            MqttVersion.class,
            "one of auto, 3.1.1, 5",
            "\"enum\": [\"auto\", \"3.1.1\", \"5\", 5]",
            s -> all.stream().filter(version -> version.word().equals(s.text())).findFirst())
        .withWords(all.stream().map(MqttVersion::word).toList());
  }

  private static <E> ValueType<E> named(Class<E> type, List<E> all, Function<E, String> name) {
    List<String> words = all.stream().map(name).toList();
    return ValueType.scalar(
            type,
            "one of " + String.join(", ", words),
            words.stream().collect(Collectors.joining("\", \"", "\"enum\": [\"", "\"]")),
            s -> all.stream().filter(e -> name.apply(e).equals(s.text())).findFirst())
        .withWords(words);
  }

  static ValueType<ZoneId> zone() {
    Set<String> known = ZoneId.getAvailableZoneIds();
    return ValueType.scalar(
            ZoneId.class,
            "a time zone such as Europe/Berlin or UTC",
            "\"type\": \"string\"",
            s -> Optional.of(s.text()).filter(known::contains).map(ZoneId::of))
        .withWords(known.stream().filter(id -> id.contains("/")).sorted().toList());
  }

  /** Code of ISO 639-1 that has a file of texts. Reading a value looks for its file. */
  static ValueType<String> language() {
    return ValueType.scalar(
        String.class,
        "a language with texts, such as en or de",
        "\"type\": \"string\", \"pattern\": \"^[a-z]{2}$\"",
        s -> Optional.of(s.text()).filter(Language::isKnown));
  }

  /** {@code endOfDay}: whether 24:00 is a way to write midnight. */
  static ValueType<LocalTime> time(boolean endOfDay) {
    return ValueType.scalar(
        LocalTime.class,
        "a time of day such as \"06:00\"" + (endOfDay ? ", at most \"24:00\"" : ""),
        "\"type\": \"string\", \"pattern\": \"^[0-2][0-9]:[0-5][0-9]$\"",
        s -> {
          if (endOfDay && s.text().equals("24:00")) {
            return Optional.of(LocalTime.MIDNIGHT);
          }
          return Optional.of(s.text()).filter(TIME.asMatchPredicate()).map(LocalTime::parse);
        });
  }

  /** A list of raw bit patterns. */
  static ValueType<Sentinels> sentinels() {
    return sentinels(Long.SIZE);
  }

  /** A list of raw bit patterns of at most {@code bits} bits. */
  static ValueType<Sentinels> sentinels(int bits) {
    return new ValueType<>(
        Sentinels.class,
        "a list of raw values"
            + (bits < Long.SIZE ? " of " + bits + " bits" : "")
            + " such as [0xFFFF]",
        "\"type\": \"array\", \"items\": {\"type\": [\"integer\", \"string\"]}",
        List.of(),
        syntaxTree -> Sentinels.parse(syntaxTree).filter(found -> found.fit(bits)));
  }

  /** One or more topic levels, without the wildcards of a broker. */
  static ValueType<String> topic() {
    return text(
        "a topic such as zigbee2mqtt/plug1, without +, #, $, emojis or an empty level",
        "(?=.{1,200}$)" + TOPIC_LEVELS);
  }

  /** Texts that represent numbers. */
  static ValueType<TextCodes> words() {
    return new ValueType<>(
        TextCodes.class,
        "a mapping of texts to numbers such as { ON: 1, OFF: 0 }",
        "\"type\": \"object\", \"minProperties\": 1, "
            + "\"additionalProperties\": {\"type\": \"number\"}",
        List.of(),
        ValueTypes::parseWords);
  }

  private static Optional<TextCodes> parseWords(SyntaxTree syntaxTree) {
    if (!(syntaxTree instanceof SyntaxTree.Entries entries) || entries.entries().isEmpty()) {
      return Optional.empty();
    }
    Map<String, Double> numbers = new LinkedHashMap<>();
    for (SyntaxTree.Entry entry : entries.entries()) {
      Optional<Double> number =
          entry.value() instanceof SyntaxTree.Scalar scalar ? decimal(scalar) : Optional.empty();
      if (number.isEmpty()) {
        return Optional.empty();
      }
      numbers.put(entry.key(), number.get());
    }
    return Optional.of(new TextCodes(numbers));
  }

  /** Raw numbers of the setpoints 1, 2, 3 and so on. */
  static ValueType<CellContent.Codes> codes() {
    return new ValueType<>(
        CellContent.Codes.class,
        "a list of raw values for the setpoints 1, 2, 3 and so on, such as [1, 0, 2, 3]",
        "\"type\": \"array\", \"minItems\": 1, \"items\": {\"type\": \"number\"}",
        List.of(),
        syntaxTree ->
            items(syntaxTree, ValueTypes::decimal)
                .filter(raw -> !raw.isEmpty())
                .map(CellContent.Codes::new));
  }

  /** GPIO lines: one BCM number or a list of them. */
  static ValueType<DistinctNumbers> pins() {
    ValueType<Integer> pin = whole("BCM number", 0, 53);
    ValueType<DistinctNumbers> list = DistinctNumbers.type("[17, 27, 22, 23]", 0, 53);
    return new ValueType<>(
        DistinctNumbers.class,
        "a BCM number from 0 to 53, or a list of 2 to 8 such as [17, 27, 22, 23]",
        "\"oneOf\": [{"
            + pin.schema()
            + "}, {\"type\": \"array\", \"minItems\": 2, \"maxItems\": 8, \"items\": {"
            + pin.schema()
            + "}}]",
        List.of(),
        tree ->
            tree instanceof SyntaxTree.Scalar
                ? pin.parse().apply(tree).map(n -> new DistinctNumbers(List.of(n)))
                : list.parse().apply(tree).filter(n -> n.all().size() >= 2 && n.all().size() <= 8));
  }

  /** Items of a list; empty for anything else, or if one of them is not as wanted. */
  static <T> Optional<List<T>> items(
      SyntaxTree syntaxTree, Function<SyntaxTree.Scalar, Optional<T>> item) {
    if (!(syntaxTree instanceof SyntaxTree.Items list)) {
      return Optional.empty();
    }
    List<T> items = new ArrayList<>();
    for (SyntaxTree each : list.items()) {
      if (each instanceof SyntaxTree.Scalar scalar) {
        item.apply(scalar).ifPresent(items::add);
      }
    }
    return items.size() == list.items().size() ? Optional.of(items) : Optional.empty();
  }

  /** Decimal or hexadecimal; up to 64 bits, unsigned where hexadecimal. */
  static Optional<Long> bits(SyntaxTree.Scalar s) {
    if (!s.plain() || !WHOLE.matcher(s.text()).matches()) {
      return Optional.empty();
    }
    return Optional.of(
        s.text().startsWith("0x")
            ? Long.parseUnsignedLong(s.text().substring(2), 16)
            : Long.parseLong(s.text()));
  }

  private static Optional<Double> decimal(SyntaxTree.Scalar s) {
    return s.plain() && NUMBER.matcher(s.text()).matches()
        ? Optional.of(Double.parseDouble(s.text()))
        : Optional.empty();
  }

  /** A value as a file would hold it. */
  static String written(Object value) {
    if (value instanceof Enum<?> constant) {
      return Phrase.word(constant);
    }
    return value instanceof Double number ? NumberText.number(number) : value.toString();
  }
}
