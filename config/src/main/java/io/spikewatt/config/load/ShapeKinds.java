package io.spikewatt.config.load;

import io.spikewatt.config.source.AnswerShape;
import io.spikewatt.config.source.RowOrigin;
import io.spikewatt.config.source.RowPlaces;
import io.spikewatt.config.source.SlotFields;
import io.spikewatt.config.source.StatedUnit;
import io.spikewatt.config.source.TimeFormat;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/** Shapes of answers, as the description of a source writes them. */
final class ShapeKinds {

  private static final Key<SourceTypes.TextList> LISTS =
      Key.required(
          "lists",
          SourceTypes.paths(),
          "paths of the lists of rows, in the order of time; later ones may be missing");
  private static final Key<String> START =
      Key.required("start", SourceTypes.PATH, "time at which a slot starts");
  private static final Key<String> END =
      Key.optional(
          "end", SourceTypes.PATH, "the start of the next slot", "time at which a slot ends");
  private static final Key<String> VALUE =
      Key.optional("value", SourceTypes.PATH, "places in weather", "its value");
  private static final Key<TimeFormat> TIME =
      Key.required("time", ValueTypes.choice(TimeFormat.class), "format of times");
  private static final Key<String> UNIT_PATH =
      Key.optional(
          "unit-path", SourceTypes.PATH, "not checked", "where the document states its unit");
  private static final Key<String> UNIT_FIELD =
      Key.optional("unit-field", SourceTypes.PATH, "not checked", "where a row states its unit");
  private static final ValueType<String> LINE =
      ValueTypes.text("a text", "[^\\s\\p{Cntrl}]([^\\p{Cntrl}]{0,98}[^\\s\\p{Cntrl}])?");
  private static final Key<String> UNIT_TEXT =
      Key.optional("unit-text", LINE, "not checked", "text that the answer states as its unit");

  private static final Key<Integer> AUCTION =
      Key.required(
          "auction",
          ValueTypes.whole("classification sequence", 1, 9),
          "which auction of a day is read; a document without sequences has the first alone");

  private static final Key<String> QUERY =
      Key.required(
          "query",
          ValueTypes.text(
              "a GraphQL query of at most 4000 characters, with settings as {name}",
              "(?s)[\\p{Print}\\n]{1,4000}"),
          "text of the query");

  private static final Key<String> FIRST_LINE =
      Key.required("first-line", LINE, "text of the first line");
  private static final Key<String> LAST_LINE =
      Key.required("last-line", LINE, "text of the last line; without it the answer is truncated");
  private static final Key<Integer> VALUE_COLUMN =
      Key.required(
          "value-column",
          ValueTypes.whole("from 1", 5, 20),
          "column of the value, after year, month, day and period");

  private static final Key<Character> SEPARATOR =
      Key.required("separator", SourceTypes.separator(), "what separates the texts of a line");
  private static final Key<Boolean> DECIMAL_COMMA =
      Key.flag("decimal-comma", false, "true = values are written as 0,25");
  private static final ValueType<String> COLUMN =
      ValueTypes.text(
          "the name of a column", "[^\\s\\p{Cntrl}]([^\\p{Cntrl}]{0,98}[^\\s\\p{Cntrl}])?");
  private static final Key<String> START_COLUMN =
      Key.required("start", COLUMN, "column of the time at which a slot starts");
  private static final Key<String> END_COLUMN =
      Key.optional("end", COLUMN, "the start of the next slot", "column of the time it ends");
  private static final Key<String> COLUMN_OF_VALUE =
      Key.optional("value", COLUMN, "columns in weather", "column of its value");

  private static final Key<String> ORIGINS =
      Key.optional(
          "origins",
          SourceTypes.PATH,
          "all rows are predicted",
          "list that tells predicted rows from observed ones, which are left out");
  private static final Key<String> ORIGIN_ID =
      Key.withDefault("origin-id", SourceTypes.PATH, "id", "id of an origin in that list");
  private static final Key<String> ORIGIN_OF_ROW =
      Key.withDefault(
          "origin-of-row", SourceTypes.PATH, "source_id", "where a row names its origin");
  private static final Key<String> ORIGIN_KIND =
      Key.withDefault(
          "origin-kind", SourceTypes.PATH, "observation_type", "where an origin says what it is");
  private static final Key<String> ORIGIN_PREDICTED =
      Key.withDefault("origin-predicted", LINE, "forecast", "what it says of predictions");

  private static final Key<String> OBJECT =
      Key.required("object", SourceTypes.PATH, "path of the object; \"$\" is the whole");
  private static final Key<Duration> MOST_AGE =
      Key.withDefault(
          "most-age-h",
          ValueTypes.duration(ChronoUnit.HOURS, "h", 1, 72),
          Duration.ofHours(24),
          "24",
          "age of the issue time up to which a document is used");

  static final List<SectionVariant<AnswerShape>> ALL =
      List.of(
          new SectionVariant<>(
              AnswerShape.Rows.class,
              Section.of(
                  "rows",
                  "A JSON document with a list of objects.",
                  LISTS,
                  START,
                  END,
                  VALUE,
                  TIME,
                  UNIT_PATH,
                  UNIT_FIELD,
                  UNIT_TEXT,
                  ORIGINS,
                  ORIGIN_ID,
                  ORIGIN_OF_ROW,
                  ORIGIN_KIND,
                  ORIGIN_PREDICTED),
              (v, _) -> new AnswerShape.Rows(places(v, origin(v)))),
          new SectionVariant<>(
              AnswerShape.Columns.class,
              Section.of(
                  "columns",
                  "A JSON document with one list of times and one of values.",
                  START,
                  END,
                  VALUE,
                  TIME,
                  UNIT_PATH,
                  UNIT_TEXT),
              (v, _) -> new AnswerShape.Columns(fields(v), unit(v))),
          new SectionVariant<>(
              AnswerShape.Iec62325.class,
              Section.of("iec62325", "An XML document with points, as ENTSO-E has it.", AUCTION),
              (v, _) -> new AnswerShape.Iec62325(v.get(AUCTION))),
          new SectionVariant<>(
              AnswerShape.Graphql.class,
              Section.of(
                  "graphql",
                  "A GraphQL query by POST, with rows in its answer.",
                  QUERY,
                  LISTS,
                  START,
                  END,
                  VALUE,
                  TIME,
                  UNIT_PATH,
                  UNIT_FIELD,
                  UNIT_TEXT),
              (v, _) -> new AnswerShape.Graphql(v.get(QUERY), places(v))),
          new SectionVariant<>(
              AnswerShape.Periods.class,
              Section.of(
                  "periods",
                  "Lines of year;month;day;period;values, whose period counts the quarter hours or"
                      + " hours of the day.",
                  FIRST_LINE,
                  LAST_LINE,
                  VALUE_COLUMN),
              (v, _) ->
                  new AnswerShape.Periods(
                      v.get(FIRST_LINE), v.get(LAST_LINE), v.get(VALUE_COLUMN))),
          new SectionVariant<>(
              AnswerShape.Csv.class,
              Section.of(
                  "csv",
                  "Lines of texts between separators; the first line names the columns.",
                  SEPARATOR,
                  DECIMAL_COMMA,
                  START_COLUMN,
                  END_COLUMN,
                  COLUMN_OF_VALUE,
                  TIME),
              (v, _) ->
                  new AnswerShape.Csv(
                      v.get(SEPARATOR),
                      v.get(DECIMAL_COMMA),
                      new SlotFields(
                          v.get(START_COLUMN),
                          v.find(END_COLUMN),
                          v.find(COLUMN_OF_VALUE),
                          v.get(TIME)))),
          new SectionVariant<>(
              AnswerShape.HomeAssistant.class,
              rows("home-assistant", "An entity of Home Assistant, by its REST interface."),
              (v, _) -> new AnswerShape.HomeAssistant(places(v))),
          new SectionVariant<>(
              AnswerShape.Topic.class,
              rows("topic", "A topic of the site's broker with a JSON document."),
              (v, _) -> new AnswerShape.Topic(places(v))),
          new SectionVariant<>(
              AnswerShape.Keyed.class,
              Section.of("keyed", "A JSON object whose names are times.", OBJECT, TIME),
              (v, _) -> new AnswerShape.Keyed(v.get(OBJECT), v.get(TIME))),
          new SectionVariant<>(
              AnswerShape.Mosmix.class,
              Section.of(
                  "mosmix", "A zipped KML document of the German weather service.", MOST_AGE),
              (v, _) -> new AnswerShape.Mosmix(v.get(MOST_AGE))));

  private ShapeKinds() {}

  private static Section rows(String name, String meaning) {
    return Section.of(
        name, meaning, LISTS, START, END, VALUE, TIME, UNIT_PATH, UNIT_FIELD, UNIT_TEXT);
  }

  private static RowPlaces places(SectionValues v) {
    return places(v, Optional.empty());
  }

  private static RowPlaces places(SectionValues v, Optional<RowOrigin> origin) {
    return new RowPlaces(v.get(LISTS).all(), fields(v), unit(v), origin);
  }

  private static Optional<RowOrigin> origin(SectionValues v) {
    return v.find(ORIGINS)
        .map(
            list ->
                new RowOrigin(
                    list,
                    v.get(ORIGIN_ID),
                    v.get(ORIGIN_OF_ROW),
                    v.get(ORIGIN_KIND),
                    v.get(ORIGIN_PREDICTED)));
  }

  private static SlotFields fields(SectionValues v) {
    return new SlotFields(v.get(START), v.find(END), v.find(VALUE), v.get(TIME));
  }

  private static Optional<StatedUnit> unit(SectionValues v) {
    return v.find(UNIT_TEXT)
        .map(text -> new StatedUnit(v.find(UNIT_PATH), v.find(UNIT_FIELD), text));
  }

  /** A place of the unit needs its text, and a text needs a place. */
  static void reportHalfUnits(SectionValues shape, Problems problems) {
    boolean placed = shape.find(UNIT_PATH).isPresent() || shape.find(UNIT_FIELD).isPresent();
    boolean text = shape.find(UNIT_TEXT).isPresent();
    if (placed && !text) {
      problems.addAt(
          shape.path() + "." + UNIT_TEXT.name(), "the text that stands there", "nothing");
    }
    if (text && !placed) {
      problems.addAt(
          shape.path() + "." + UNIT_TEXT.name(), "unit-path or unit-field beside it", "neither");
    }
  }
}
