package io.spikewatt.controller.source;

import io.spikewatt.config.site.SiteSource;
import io.spikewatt.config.source.AnswerShape;
import io.spikewatt.config.source.RowPlaces;
import io.spikewatt.config.source.TimeFormat;
import io.spikewatt.config.source.WeatherField;
import io.spikewatt.config.source.WeatherQuantity;
import io.spikewatt.controller.json.JsonTree;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Reads predicted weather from the answer of a source: each quantity as slots of one length. */
record WeatherReader(SiteSource source, RequestPeriod asked) {

  /** Values of one place in an answer. */
  @FunctionalInterface
  private interface Entries {
    List<TimedValue> at(ValuePlace place) throws AnswerProblem;
  }

  SourceReading read(byte[] answer) throws AnswerProblem {
    return switch (source.description().shape()) {
      case AnswerShape.Rows rows -> rows(answer, rows.places());
      case AnswerShape.Topic topic -> rows(answer, topic.places());
      case AnswerShape.Columns columns -> {
        JsonTree document = JsonAnswer.document(answer);
        yield read(
            document,
            place ->
                timed(
                    columns.fields().time(),
                    JsonAnswer.columns(document, columns.fields(), place, columns.unit())));
      }
      case AnswerShape.Keyed keyed -> {
        JsonTree document = JsonAnswer.document(answer);
        yield read(
            document, place -> timed(keyed.time(), JsonAnswer.keyed(document, keyed, place)));
      }
      case AnswerShape.Csv csv ->
          quantities(place -> timed(csv.fields().time(), TextLines.columns(answer, csv, place)));
      case AnswerShape.Mosmix mosmix -> mosmix(MosmixDocument.of(answer), mosmix.mostAge());
      case AnswerShape.Graphql _,
          AnswerShape.Iec62325 _,
          AnswerShape.Periods _,
          AnswerShape.HomeAssistant _ ->
          throw new AnswerProblem("answer", "a shape that can hold weather", "another one");
    };
  }

  private SourceReading rows(byte[] answer, RowPlaces places) throws AnswerProblem {
    JsonTree document = JsonAnswer.document(answer);
    return read(
        document, place -> timed(places.fields().time(), JsonAnswer.rows(document, places, place)));
  }

  /** A service that has stopped to predict still answers with its last document. */
  private SourceReading mosmix(MosmixDocument document, Duration mostAge) throws AnswerProblem {
    Instant earliest = asked.from().minus(mostAge);
    if (document.issued().isBefore(earliest)) {
      throw new AnswerProblem("IssueTime", earliest + " or later", document.issued().toString());
    }
    return quantities(document::values);
  }

  private SourceReading read(JsonTree document, Entries entries) throws AnswerProblem {
    for (WeatherField field : source.description().weather()) {
      if (field.stated().isPresent()) {
        JsonAnswer.checkUnit(document, field.stated().get());
      }
    }
    return quantities(entries);
  }

  private SourceReading quantities(Entries entries) throws AnswerProblem {
    Duration length = source.description().schedule().slots().getFirst();
    Map<WeatherQuantity, List<SourceSlot>> known = new EnumMap<>(WeatherQuantity.class);
    for (WeatherField field : source.description().weather()) {
      List<TimedValue> values = entries.at(new ValuePlace(field.value(), field.optional()));
      List<SourceSlot> slots = new WeatherSlots(field, length, asked).of(values);
      if (!slots.isEmpty()) {
        known.put(field.quantity(), slots);
      }
    }
    return known.isEmpty()
        ? new SourceReading.NoneYet(
            "the answer predicts nothing from %s to %s".formatted(asked.from(), asked.to()))
        : new SourceReading.Weather(known);
  }

  private List<TimedValue> timed(TimeFormat format, List<TimedEntry> entries) throws AnswerProblem {
    return new TimeReader(format, source.description().schedule().zone()).read(entries);
  }
}
