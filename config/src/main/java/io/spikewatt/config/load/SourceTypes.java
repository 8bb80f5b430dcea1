package io.spikewatt.config.load;

import io.spikewatt.config.source.RequestPlaceholder;
import io.spikewatt.config.source.RowPlaces;
import io.spikewatt.config.source.SourceAuthentication;
import io.spikewatt.config.source.SourceSetting;
import io.spikewatt.config.source.SourceUnit;
import io.spikewatt.config.source.WeatherUnit;
import io.spikewatt.config.words.Phrase;
import java.net.URI;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The kinds of values that only keys of sources have. */
final class SourceTypes {

  private static final String NAME = "[A-Za-z0-9_-]{1,64}";
  private static final String INDEX = "\\[[0-9]{1,4}\\]";
  private static final String STEP = NAME + "(" + INDEX + ")*";

  private static final String PATH_EXPECTED =
      "a path such as data.rows or homes[0].prices, or \"" + RowPlaces.ROOT + "\" for the whole";

  static final String PATH_REGEX = "\\$|(" + INDEX + "){1,4}|" + STEP + "(\\." + STEP + "){0,9}";

  /** Place in a JSON document. */
  static final ValueType<String> PATH = ValueTypes.text(PATH_EXPECTED, PATH_REGEX);

  static final ValueType<String> ID =
      ValueTypes.text("lower-case letters, digits and -", "[a-z0-9-]{1,60}");

  static final ValueType<String> HOST =
      ValueTypes.text(
              "an address such as https://api.example.org, without a path", HttpTexts.ORIGIN)
          .filtered(SourceTypes::hasHost);

  private static final int LONGEST_ORIGIN = 300;

  private static final String PARAMETER = "[A-Za-z0-9_.\\[\\]-]{1,64}";

  private static final Pattern UNIT =
      Pattern.compile("((?<cent>0\\.01 )?(?<currency>[A-Z]{3})|(?<mass>g|kg))/(?<energy>kWh|MWh)");

  /** Name of a setting. */
  static final String SETTING_NAME = "[a-z][a-z0-9-]{0,31}";

  /**
   * A text with placeholders; what they name is a rule of the file. Its length is bounded first:
   * alternatives that repeat need stack for each letter.
   */
  static final String TEMPLATE = "(?=.{0,500}$)([^{}\"\\s\\p{Cntrl}]|\\{[a-z0-9-]{1,32}\\})*";

  private SourceTypes() {}

  /** Texts such as {@code https://a..b} look like an address and have no host. */
  private static boolean hasHost(String origin) {
    try {
      return origin.length() <= LONGEST_ORIGIN && URI.create(origin).getHost() != null;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  static ValueType<SourceUnit> unit() {
    return ValueType.scalar(
        SourceUnit.class,
        "EUR/MWh, EUR/kWh or 0.01 EUR/kWh with the code of any currency, or g/kWh, kg/kWh, kg/MWh",
        "\"type\": \"string\"",
        s -> unit(s.text()));
  }

  private static Optional<SourceUnit> unit(String text) {
    Matcher parts = UNIT.matcher(text);
    if (!parts.matches()) {
      return Optional.empty();
    }
    Optional<String> currency = Optional.ofNullable(parts.group("currency"));
    boolean perMwh = parts.group("energy").equals("MWh");
    boolean smaller = parts.group("cent") != null;
    double part = (smaller ? 100 : 1) * ("g".equals(parts.group("mass")) ? 1000 : 1);
    return currency.filter(code -> !ValueTypes.isCurrency(code)).isPresent()
        ? Optional.empty()
        : Optional.of(new SourceUnit(text, currency, perMwh, perMwh ? part * 1000 : part));
  }

  /** Units of weather by their symbols. */
  static ValueType<WeatherUnit> weatherUnit() {
    List<String> symbols = Arrays.stream(WeatherUnit.values()).map(WeatherUnit::symbol).toList();
    return ValueType.scalar(
            WeatherUnit.class,
            "one of " + String.join(", ", symbols),
            symbols.stream().collect(Collectors.joining("\", \"", "\"enum\": [\"", "\", 1]")),
            s ->
                Arrays.stream(WeatherUnit.values())
                    .filter(unit -> unit.symbol().equals(s.text()))
                    .findFirst())
        .withWords(symbols);
  }

  static ValueType<SourceAuthentication> authentication() {
    return ValueType.scalar(
        SourceAuthentication.class,
        "none, bearer, basic, header and its name, or query and its parameter",
        "\"type\": \"string\"",
        s -> authentication(s.text()));
  }

  private static Optional<SourceAuthentication> authentication(String text) {
    String[] words = text.split(" ", 2);
    String name = words.length == 2 ? words[1] : "";
    return Arrays.stream(SourceAuthentication.Place.values())
        .filter(place -> Phrase.word(place).equals(words[0]))
        .filter(
            place ->
                switch (place) {
                  case NONE, BEARER, BASIC -> words.length == 1;
                  case HEADER -> name.matches(HttpTexts.HEADER);
                  case QUERY -> name.matches(PARAMETER);
                })
        .map(place -> new SourceAuthentication(place, name))
        .findFirst();
  }

  /** One character that separates the texts of a line. */
  static ValueType<Character> separator() {
    Map<String, Character> names = new LinkedHashMap<>();
    names.put(";", ';');
    names.put(",", ',');
    names.put("tab", '\t');
    return ValueType.scalar(
            Character.class,
            "one of \";\", \",\" and tab",
            names.keySet().stream().collect(Collectors.joining("\", \"", "\"enum\": [\"", "\"]")),
            s -> Optional.ofNullable(names.get(s.text())))
        .withWords(List.copyOf(names.keySet()));
  }

  /** Lengths of slots in minutes. */
  static ValueType<DistinctNumbers> minutes() {
    ValueType<DistinctNumbers> numbers = DistinctNumbers.type("[15, 60]", 15, 60);
    List<Integer> lengths = List.of(15, 30, 60);
    return new ValueType<>(
        DistinctNumbers.class,
        "a list of 15, 30 and 60, such as [15, 60]",
        "\"type\": \"array\", \"minItems\": 1, \"uniqueItems\": true, \"items\": {\"enum\": [15,"
            + " 30, 60]}",
        List.of(),
        tree -> numbers.parse().apply(tree).filter(found -> lengths.containsAll(found.all())));
  }

  /** Paths in a JSON document. */
  static ValueType<TextList> paths() {
    return texts("a list of paths such as [today, tomorrow]; \"$\" is the whole", PATH_REGEX);
  }

  /** Host names. */
  static ValueType<TextList> hosts() {
    return texts(
        "a list of host names in small letters such as [api.example.org]",
        "[a-z0-9]([a-z0-9.-]{0,252}[a-z0-9])?(:[0-9]{1,5})?");
  }

  private static ValueType<TextList> texts(String expected, String regex) {
    Pattern pattern = Pattern.compile(regex);
    return new ValueType<>(
        TextList.class,
        expected,
        "\"type\": \"array\", \"minItems\": 1, \"items\": {\"type\": \"string\"}",
        List.of(),
        tree ->
            ValueTypes.items(tree, s -> Optional.of(s.text()).filter(pattern.asMatchPredicate()))
                .filter(all -> !all.isEmpty() && new HashSet<>(all).size() == all.size())
                .map(TextList::new));
  }

  /** Parameters of an address, with placeholders in their values. */
  static ValueType<TextMap> query() {
    return map(
        "a mapping of parameters such as { area: \"{area}\", start: \"{from-iso}\" } with the"
            + " settings and "
            + Arrays.stream(RequestPlaceholder.values())
                .map(placeholder -> "{" + placeholder.word() + "}")
                .collect(Collectors.joining(", ")),
        PARAMETER,
        TEMPLATE);
  }

  /** Values of a source's settings. */
  static ValueType<TextMap> settings() {
    return map(
        "a mapping such as { area: DE-LU }, values of letters, digits, _, ., ~ and -",
        SETTING_NAME,
        SourceSetting.VALUE);
  }

  private static ValueType<TextMap> map(String expected, String name, String value) {
    return new ValueType<>(
        TextMap.class,
        expected,
        "\"type\": \"object\", \"additionalProperties\": {\"type\": [\"string\", \"number\"]}",
        List.of(),
        tree -> entries(tree, name, value));
  }

  private static Optional<TextMap> entries(SyntaxTree tree, String name, String value) {
    if (!(tree instanceof SyntaxTree.Entries entries)) {
      return Optional.empty();
    }
    Map<String, String> texts = new LinkedHashMap<>();
    for (SyntaxTree.Entry entry : entries.entries()) {
      if (!entry.key().matches(name)
          || !(entry.value() instanceof SyntaxTree.Scalar text)
          || !text.text().matches(value)) {
        return Optional.empty();
      }
      texts.put(entry.key(), text.text());
    }
    return Optional.of(new TextMap(texts));
  }

  /** Texts, each once. */
  record TextList(List<String> all) {

    static final TextList NONE = new TextList(List.of());

    TextList {
      all = List.copyOf(all);
    }
  }

  /** Texts by name, in the file's order. */
  record TextMap(Map<String, String> all) {
    static final TextMap NONE = new TextMap(Map.of());
  }
}
