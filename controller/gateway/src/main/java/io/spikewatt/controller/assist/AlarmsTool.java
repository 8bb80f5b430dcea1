package io.spikewatt.controller.assist;

import static io.spikewatt.config.words.Language.ENGLISH;

import io.spikewatt.config.words.Phrase;
import io.spikewatt.config.words.ReaderLocale;
import io.spikewatt.controller.alarm.AlarmAdvice;
import io.spikewatt.controller.assistant.mcp.Tool;
import io.spikewatt.controller.assistant.mcp.ToolResult;
import io.spikewatt.controller.view.SiteReading;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Tells present alarms with advice. */
record AlarmsTool(SiteFacts facts) {

  private static final int MOST_ALARMS = 20;

  /**
   * A present alarm in English.
   *
   * @param since when it was seen first since the start; empty = not known
   */
  record Present(String code, String text, Optional<String> advice, Optional<Instant> since) {

    String sentence(FigureWords figures) {
      return "Alarm %s%s: %s"
          .formatted(
              code,
              since.map(at -> " since " + figures.time(at)).orElse(", since when is unknown"),
              text);
    }
  }

  Tool tool() {
    return new Tool(
        "alarms",
        "Alarms",
        "Present alarms: what each means, since when, and what to do.",
        true,
        List.of(),
        (_, _) -> answer());
  }

  /** All present alarms, the oldest first. */
  static List<Present> present(SiteFacts facts, SiteReading reading) {
    ReaderLocale reader = reading.site().reader(reading.now().instant());
    Map<String, Instant> since = facts.problemsSince();
    List<Present> present = new ArrayList<>();
    reading
        .alarms()
        .forEach(
            (code, alarm) -> {
              Optional<Phrase> advice = AlarmAdvice.of(code, alarm);
              present.add(
                  new Present(
                      code,
                      FigureWords.quoted(ENGLISH.text(alarm, reader)),
                      advice.map(phrase -> FigureWords.quoted(ENGLISH.text(phrase, reader))),
                      Optional.ofNullable(since.get(code))));
            });
    return present;
  }

  private ToolResult answer() {
    SiteReading reading = facts.reading();
    FigureWords figures = new FigureWords(reading);
    List<Present> present = present(facts, reading);
    AnswerText answer = new AnswerText();
    if (present.isEmpty()) {
      answer.say(
          reading.report().isPresent()
              ? "There is no alarm"
              : "No control cycle has run yet, so alarms are unknown");
    }
    List<Present> told = present.stream().limit(MOST_ALARMS).toList();
    for (Present alarm : told) {
      answer.say(alarm.sentence(figures));
      answer.say(
          alarm.advice().map(advice -> "Advice: " + advice).orElse("There is no advice for it"));
    }
    return answer.with(
        body ->
            body.put("count", present.size())
                .each(
                    "alarms",
                    told,
                    (item, alarm) -> {
                      item.put("code", alarm.code()).put("text", alarm.text());
                      alarm.advice().ifPresent(advice -> item.put("advice", advice));
                      alarm.since().ifPresent(at -> item.put("since", at));
                    }));
  }
}
