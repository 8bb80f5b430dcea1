package io.spikewatt.config.load;

import io.spikewatt.config.source.StatedUnit;
import io.spikewatt.config.source.TimeStampKind;
import io.spikewatt.config.source.WeatherField;
import io.spikewatt.config.source.WeatherQuantity;
import io.spikewatt.config.source.WeatherUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Keys of the quantities that a source of weather gives. */
final class WeatherKeys {

  /** Shapes whose values have a name and not a path. */
  private static final Set<String> NAMED = Set.of("csv", "mosmix");

  private static final ValueType<String> PLACE =
      ValueTypes.text(
          "a path, column or element", "[^\\s\\p{Cntrl}]([^\\p{Cntrl}]{0,198}[^\\s\\p{Cntrl}])?");

  private static final Key<WeatherQuantity> QUANTITY =
      Key.required("quantity", ValueTypes.choice(WeatherQuantity.class), "the predicted quantity");
  private static final Key<String> VALUE =
      Key.required("value", PLACE, "path, column or element of its values");
  private static final Key<WeatherUnit> UNIT =
      Key.required("unit", SourceTypes.weatherUnit(), "unit of its values");
  private static final Key<TimeStampKind> STAMP =
      Key.required(
          "stamp",
          ValueTypes.choice(TimeStampKind.class),
          "what a time names: the moment of the value, or the start or end of its slot");
  private static final Key<Double> HEIGHT =
      Key.written(
          "height-m", ValueTypes.number("m", 1, 300), "10", "height of a wind speed above ground");
  private static final Key<String> UNIT_PATH =
      Key.optional("unit-path", PLACE, "not checked", "where the document states the unit");
  private static final Key<String> UNIT_TEXT =
      Key.optional("unit-text", PLACE, "not checked", "text that must stand there");
  private static final Key<Boolean> OPTIONAL =
      Key.flag("optional", false, "true = an answer without this quantity is used all the same");

  static final Section WEATHER =
      Section.of(
              "weather",
              "Quantities that a source with gives: weather predicts.",
              QUANTITY,
              VALUE,
              UNIT,
              STAMP,
              HEIGHT,
              UNIT_PATH,
              UNIT_TEXT,
              OPTIONAL)
          .asList();

  private WeatherKeys() {}

  static WeatherField field(SectionValues v) {
    Optional<StatedUnit> stated =
        v.find(UNIT_TEXT).map(text -> new StatedUnit(v.find(UNIT_PATH), Optional.empty(), text));
    return new WeatherField(
        v.get(QUANTITY),
        v.get(VALUE),
        v.get(UNIT),
        v.get(STAMP),
        v.get(HEIGHT),
        stated,
        v.get(OPTIONAL));
  }

  /** Values in JSON need a path; a place of the unit needs its text, and a text a place. */
  static void reportPaths(List<SectionValues> fields, Optional<String> shape, Problems problems) {
    boolean named = shape.filter(NAMED::contains).isPresent();
    for (SectionValues v : fields) {
      if (!named) {
        path(v, VALUE, problems);
      }
      path(v, UNIT_PATH, problems);
      if (v.find(UNIT_PATH).isPresent() != v.find(UNIT_TEXT).isPresent()) {
        problems.addAt(
            v.path() + "." + UNIT_TEXT.name(), "unit-path and unit-text, or neither", "one");
      }
    }
  }

  private static void path(SectionValues v, Key<String> key, Problems problems) {
    v.find(key)
        .filter(text -> !text.matches(SourceTypes.PATH_REGEX))
        .ifPresent(
            text -> problems.addAt(v.path() + "." + key.name(), SourceTypes.PATH.expected(), text));
  }
}
