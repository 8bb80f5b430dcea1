package io.spikewatt.controller.source;

import io.spikewatt.config.site.SiteSource;
import io.spikewatt.config.source.AnswerShape;
import io.spikewatt.config.source.RowPlaces;
import io.spikewatt.config.source.SlotFields;
import io.spikewatt.config.source.SourceQuantity;
import io.spikewatt.config.source.SourceSchedule;
import io.spikewatt.controller.json.JsonKind;
import io.spikewatt.controller.json.JsonTree;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Reads the answer of a source. For any bytes it ends soon, uses bounded memory and does not throw.
 * Has no side effects.
 */
public final class AnswerReader {

  /**
   * Largest answer, bytes. Two days of two auctions of ENTSO-E have 55 kB; nothing that a home asks
   * for comes near.
   */
  public static final int MOST_BYTES = 512 * 1024;

  private static final Set<String> ABSENT = Set.of("unavailable", "unknown");

  private static final ValuePlace WHOLE = ValuePlace.required(RowPlaces.ROOT);

  private AnswerReader() {}

  /**
   * Reading of an answer for a period.
   *
   * @param answer body of a successful answer, or payload of a topic
   * @param asked slots outside are left out
   */
  public static SourceReading read(SiteSource source, byte[] answer, RequestPeriod asked) {
    try {
      if (answer.length > MOST_BYTES) {
        throw new AnswerProblem(
            "answer", "at most " + MOST_BYTES + " bytes", String.valueOf(answer.length));
      }
      if (source.description().gives() == SourceQuantity.WEATHER) {
        return new WeatherReader(source, asked).read(answer);
      }
      SourceReading reading = shape(source, answer, new SlotSeries(source, asked));
      return source.description().gives() == SourceQuantity.EXCHANGE_PRICE
          ? RepeatedDay.refused(reading, List.of(), schedule(source).zone())
          : reading;
    } catch (AnswerProblem problem) {
      return problem.reading();
    }
  }

  private static SourceSchedule schedule(SiteSource source) {
    return source.description().schedule();
  }

  private static SourceReading shape(SiteSource source, byte[] answer, SlotSeries series)
      throws AnswerProblem {
    return switch (source.description().shape()) {
      case AnswerShape.Rows rows ->
          rows(source, JsonAnswer.document(answer), rows.places(), series);
      case AnswerShape.Topic topic ->
          rows(source, JsonAnswer.document(answer), topic.places(), series);
      case AnswerShape.Graphql graphql -> graphql(source, answer, graphql, series);
      case AnswerShape.HomeAssistant entity -> entity(source, answer, entity, series);
      case AnswerShape.Columns columns ->
          timed(
              source,
              columns.fields(),
              JsonAnswer.columns(
                  JsonAnswer.document(answer),
                  columns.fields(),
                  value(columns.fields()),
                  columns.unit()),
              series);
      case AnswerShape.Csv csv ->
          timed(source, csv.fields(), TextLines.columns(answer, csv, value(csv.fields())), series);
      case AnswerShape.Periods periods ->
          series.read(TextLines.periods(answer, periods, schedule(source).zone()));
      case AnswerShape.Iec62325 points -> points(source, answer, points, series);
      case AnswerShape.Keyed keyed ->
          series.read(
              new TimeReader(keyed.time(), schedule(source).zone())
                  .read(JsonAnswer.keyed(JsonAnswer.document(answer), keyed, WHOLE)));
      case AnswerShape.Mosmix _ ->
          throw new AnswerProblem("answer", "a shape of prices or emissions", "weather");
    };
  }

  private static ValuePlace value(SlotFields fields) {
    return ValuePlace.required(fields.value().orElseThrow());
  }

  private static SourceReading rows(
      SiteSource source, JsonTree document, RowPlaces places, SlotSeries series)
      throws AnswerProblem {
    return timed(
        source, places.fields(), JsonAnswer.rows(document, places, value(places.fields())), series);
  }

  private static SourceReading timed(
      SiteSource source, SlotFields fields, List<TimedEntry> entries, SlotSeries series)
      throws AnswerProblem {
    return series.read(new TimeReader(fields.time(), schedule(source).zone()).read(entries));
  }

  /** GraphQL answers a failure with success and a list of errors. */
  private static SourceReading graphql(
      SiteSource source, byte[] answer, AnswerShape.Graphql graphql, SlotSeries series)
      throws AnswerProblem {
    JsonTree document = JsonAnswer.document(answer);
    Optional<JsonTree> errors =
        document.find("errors").filter(found -> found.kind() != JsonKind.NOTHING);
    if (errors.isPresent()) {
      throw new AnswerProblem(
          "errors",
          "none",
          errors
              .get()
              .at("[0].message")
              .map(JsonAnswer::what)
              .orElse(JsonAnswer.what(errors.get())));
    }
    return rows(source, document, graphql.places(), series);
  }

  /** An entity that is not available has no attributes. */
  private static SourceReading entity(
      SiteSource source, byte[] answer, AnswerShape.HomeAssistant entity, SlotSeries series)
      throws AnswerProblem {
    JsonTree document = JsonAnswer.document(answer);
    String state = document.text("state");
    if (ABSENT.contains(state) && document.at(entity.places().lists().getFirst()).isEmpty()) {
      return new SourceReading.NoneYet("the entity is " + state);
    }
    return rows(source, document, entity.places(), series);
  }

  private static SourceReading points(
      SiteSource source, byte[] answer, AnswerShape.Iec62325 points, SlotSeries series)
      throws AnswerProblem {
    PointDocument document =
        new PointDocument(points.auction(), source.unit(), schedule(source).slots());
    return switch (document.read(XmlTree.of(answer))) {
      case PointDocument.Content.Values values -> series.read(values.values());
      case PointDocument.Content.Nothing nothing -> new SourceReading.NoneYet(nothing.why());
    };
  }
}
