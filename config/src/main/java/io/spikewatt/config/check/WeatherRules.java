package io.spikewatt.config.check;

import io.spikewatt.config.source.AnswerShape;
import io.spikewatt.config.source.SlotFields;
import io.spikewatt.config.source.SourceDescription;
import io.spikewatt.config.source.SourceQuantity;
import io.spikewatt.config.source.SourceSchedule;
import io.spikewatt.config.source.TimeStampKind;
import io.spikewatt.config.source.WeatherField;
import io.spikewatt.config.source.WeatherQuantity;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Rules of the quantities of a source of weather. */
final class WeatherRules {

  private WeatherRules() {}

  static Stream<Finding> findings(SourceDescription source) {
    boolean weather = source.gives() == SourceQuantity.WEATHER;
    return Stream.of(
            Finding.when(
                weather == source.weather().isEmpty(),
                "weather",
                weather ? "a list of quantities" : "none, since the source gives no weather",
                weather ? "nothing" : "a list"),
            shape(source, weather),
            values(source, weather),
            weather ? schedule(source.schedule()) : Stream.<Finding>empty(),
            quantities(source.weather()))
        .flatMap(findings -> findings);
  }

  private static Stream<Finding> shape(SourceDescription source, boolean weather) {
    boolean fits =
        switch (source.shape()) {
          case AnswerShape.Rows _,
              AnswerShape.Columns _,
              AnswerShape.Csv _,
              AnswerShape.Topic _,
              AnswerShape.Keyed _ ->
              true;
          case AnswerShape.Mosmix _ -> weather;
          case AnswerShape.Graphql _,
              AnswerShape.Iec62325 _,
              AnswerShape.Periods _,
              AnswerShape.HomeAssistant _ ->
              !weather;
        };
    return Finding.when(
        !fits,
        "gives",
        weather ? "rows, columns, csv, topic, keyed or mosmix, for weather" : "weather, for mosmix",
        "another shape");
  }

  /** Places of values are in the shape, or in the list of quantities. */
  private static Stream<Finding> values(SourceDescription source, boolean weather) {
    Optional<SlotFields> fields = DescriptionRules.fields(source.shape());
    boolean placed = fields.flatMap(SlotFields::value).isPresent();
    return Stream.concat(
        Finding.when(
            fields.isPresent() && placed == weather,
            "value",
            weather ? "none, since weather names the places" : "the place of the value",
            weather ? "a place" : "nothing"),
        Finding.when(
            weather && fields.flatMap(SlotFields::end).isPresent(),
            "end",
            "none, since stamp says what a time means",
            "a place"));
  }

  private static Stream<Finding> schedule(SourceSchedule schedule) {
    return Stream.concat(
        Finding.when(
            schedule.slots().size() != 1,
            "slot-minutes",
            "one length, for weather",
            String.valueOf(schedule.slots().stream().map(Duration::toMinutes).toList())),
        schedule.publishedAt().stream()
            .map(time -> new Finding("published-at", "none, for weather", time.toString())));
  }

  private static Stream<Finding> quantities(List<WeatherField> fields) {
    List<Finding> findings = new ArrayList<>();
    Set<WeatherQuantity> seen = EnumSet.noneOf(WeatherQuantity.class);
    for (int i = 0; i < fields.size(); i++) {
      WeatherField field = fields.get(i);
      String path = "weather[" + i + "].";
      boolean first = seen.add(field.quantity());
      boolean wind = field.quantity() == WeatherQuantity.WIND_SPEED;
      Stream.of(
              Finding.when(
                  !first, path + "quantity", "each quantity once", field.quantity().name()),
              Finding.when(
                  !field.unit().fits(field.quantity()),
                  path + "unit",
                  "a unit for values in " + field.quantity().unit(),
                  field.unit().symbol()),
              Finding.when(
                  field.unit().isSum() && field.stamp() == TimeStampKind.MOMENT,
                  path + "stamp",
                  "start or end, for an energy",
                  "moment"),
              Finding.when(
                  !wind && field.heightM() != WeatherField.USUAL_HEIGHT_M,
                  path + "height-m",
                  "none, except for wind-speed",
                  NumberText.number(field.heightM())))
          .flatMap(one -> one)
          .forEach(findings::add);
    }
    return findings.stream();
  }
}
