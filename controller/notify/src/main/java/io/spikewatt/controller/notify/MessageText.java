package io.spikewatt.controller.notify;

import io.spikewatt.config.words.Language;
import io.spikewatt.config.words.Phrase;
import io.spikewatt.controller.json.JsonWriter;
import io.spikewatt.controller.notify.AlarmNotice.Kind;
import io.spikewatt.controller.notify.DayFigures.Figure;
import io.spikewatt.controller.protocol.AlarmSeverity;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Puts notices and figures into a language.
 *
 * @param site name of the site
 * @param zone of local times
 * @param currency of costs
 */
record MessageText(Language language, String site, ZoneId zone, String currency) {

  private static final int MOST_SUBJECT = 120;
  private static final int MOST_LINE = 300;
  private static final int MOST_LINES = 40;
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm", Locale.ROOT);

  /** All notices of one moment; at least one. */
  Notification alarms(List<AlarmNotice> notices, Instant now) {
    List<String> lines =
        notices.stream().limit(MOST_LINES).map(notice -> line(notice, now)).toList();
    String subject = PlainText.line(subject(notices), MOST_SUBJECT);
    String text = String.join("\n", lines);
    boolean urgent =
        notices.stream()
            .anyMatch(it -> it.kind() == Kind.BEGAN && it.severity() == AlarmSeverity.ERROR);
    String document =
        JsonWriter.text(
            writer -> {
              head(writer, "alarms", now, subject, text);
              writer.each("notices", notices, MessageText::write);
            });
    return new Notification("alarms", urgent, subject, text, document);
  }

  private static void write(JsonWriter item, AlarmNotice notice) {
    item.put("code", PlainText.line(notice.code(), MOST_LINE))
        .put("severity", JsonWriter.word(notice.severity()))
        .put("state", JsonWriter.word(notice.kind()))
        .put("text", PlainText.line(notice.text(), MOST_LINE))
        .put("since", notice.since());
    if (notice.kind() != Kind.BEGAN) {
      item.put("until", notice.until());
    }
    item.put("times", notice.times());
  }

  private String line(AlarmNotice notice, Instant now) {
    String key =
        switch (notice.kind()) {
          case BEGAN -> "notify.alarm.began";
          case OVER -> "notify.alarm.over";
          case PASSED -> "notify.alarm.passed";
        };
    return PlainText.line(
        say(
            key,
            Map.of(
                "severity",
                Phrase.of("notify.severity", notice.severity()),
                "since",
                time(notice.since(), now),
                "until",
                time(notice.until(), now),
                "text",
                notice.text(),
                "times",
                notice.times() > 1
                    ? new Phrase("notify.alarm.times", Map.of("times", notice.times()))
                    : "")),
        MOST_LINE);
  }

  private String subject(List<AlarmNotice> notices) {
    long began = notices.stream().filter(notice -> notice.kind() == Kind.BEGAN).count();
    if (notices.size() == 1) {
      return say(
          began == 1 ? "notify.subject.began" : "notify.subject.over",
          Map.of("site", site, "text", notices.getFirst().text()));
    }
    return say(
        "notify.subject.several",
        Map.of("site", site, "began", began, "over", notices.size() - began));
  }

  /** The summary of a day. */
  Notification summary(DayFigures figures, Instant now) {
    List<String> lines = new ArrayList<>();
    figures.production().ifPresent(it -> lines.add(energy("production", it)));
    lines.add(energy("use", figures.use()));
    lines.add(energy("import", figures.imported()));
    lines.add(energy("export", figures.exported()));
    lines.add(figure("self-sufficiency", figures.selfSufficiency(), 100, "%.0f %%"));
    lines.add(cost(figures.cost()));
    String day =
        DateTimeFormatter.ofPattern(say("notify.day-format", Map.of()), Locale.ROOT)
            .format(figures.day());
    String subject =
        PlainText.line(
            say("notify.summary.subject", Map.of("site", site, "day", day)), MOST_SUBJECT);
    String text = String.join("\n", lines);
    String document =
        JsonWriter.text(
            writer -> {
              head(writer, "summary", now, subject, text);
              writer.put("day", figures.day().toString()).put("currency", currency);
              figures.production().ifPresent(it -> write(writer, "productionKwh", it));
              write(writer, "useKwh", figures.use());
              write(writer, "importKwh", figures.imported());
              write(writer, "exportKwh", figures.exported());
              write(writer, "selfSufficiency", figures.selfSufficiency());
              write(writer, "cost", figures.cost());
            });
    return new Notification("summary", false, subject, text, document);
  }

  private static void write(JsonWriter writer, String name, Figure figure) {
    writer.in(
        name,
        body -> body.exact("value", figure.value()).put("unknownQuarters", figure.unknownSlots()));
  }

  private String energy(String what, Figure figure) {
    return figure(what, figure, 1, "%.1f kWh");
  }

  private String cost(Figure cost) {
    boolean income = cost.value().orElse(0) < 0;
    return figure(income ? "income" : "cost", cost, income ? -1 : 1, "%.2f " + currency);
  }

  /** A figure with the time that it lacks; without any known time, that it is unknown. */
  private String figure(String what, Figure figure, double factor, String format) {
    boolean known = figure.value().isPresent();
    Object value =
        known
            ? language.number(format, figure.value().getAsDouble() * factor)
            : Phrase.of("notify.summary.unknown");
    Object part =
        known && figure.unknownSlots() > 0
            ? new Phrase("notify.summary.part", Map.of("duration", duration(figure.unknownSlots())))
            : "";
    return PlainText.line(
        say(
            "notify.summary.line",
            Map.of("what", Phrase.of("notify.summary." + what), "value", value, "unknown", part)),
        MOST_LINE);
  }

  private static Phrase duration(int quarters) {
    return new Phrase(
        "notify.summary.duration", Map.of("hours", quarters / 4, "minutes", quarters % 4 * 15));
  }

  /** A message that only shows that messages arrive. */
  Notification test(Instant now) {
    String subject = PlainText.line(say("notify.test.subject", Map.of("site", site)), MOST_SUBJECT);
    String text = PlainText.line(say("notify.test.text", Map.of("site", site)), MOST_LINE);
    return new Notification(
        "test",
        false,
        subject,
        text,
        JsonWriter.text(writer -> head(writer, "test", now, subject, text)));
  }

  private JsonWriter head(
      JsonWriter writer, String kind, Instant now, String subject, String text) {
    return writer
        .put("site", site)
        .put("kind", kind)
        .put("at", now)
        .put("subject", subject)
        .put("text", text);
  }

  /** Local time; with the day unless it is today. */
  private String time(Instant at, Instant now) {
    boolean today = at.atZone(zone).toLocalDate().equals(now.atZone(zone).toLocalDate());
    String day = say("notify.day-format", Map.of()) + " HH:mm";
    return (today ? TIME : DateTimeFormatter.ofPattern(day, Locale.ROOT)).format(at.atZone(zone));
  }

  private String say(String key, Map<String, ?> values) {
    return language.text(new Phrase(key, values));
  }
}
