package io.spikewatt.controller.assist;

import io.spikewatt.controller.assistant.mcp.ToolArguments;
import io.spikewatt.controller.assistant.mcp.ToolResult;
import io.spikewatt.controller.history.HistoryUnreadable;
import io.spikewatt.controller.view.HistoryRequest;
import io.spikewatt.controller.view.PeriodHistory;
import java.io.IOException;
import java.util.function.BiFunction;

/** Reads the period of a call, for the tools that tell one. */
record PeriodReader(SiteFacts facts) {

  /** The answer of a tool about a period; a refusal or the reason if it cannot be read. */
  ToolResult answer(
      ToolArguments arguments, BiFunction<PeriodHistory, FigureWords, ToolResult> of) {
    FigureWords figures = new FigureWords(facts.reading());
    HistoryRequest request;
    try {
      request =
          HistoryRequest.of(arguments.choice("period"), arguments.text("from"), figures.today());
    } catch (IllegalArgumentException wrong) {
      return new ToolResult.Refusal(
          "from",
          "a day such as 2026-10-31",
          FigureWords.quoted(arguments.text("from").orElse("")));
    }
    if (request.first().isAfter(figures.today())) {
      return new ToolResult.Refusal("from", "a day until today", request.first().toString());
    }
    try {
      return of.apply(facts.history(request), figures);
    } catch (IOException | HistoryUnreadable e) {
      String why = FigureWords.quoted(String.valueOf(e.getMessage()));
      return new AnswerText()
          .say("Unknown, the history cannot be read now: " + why)
          .with(body -> body.put("unknown", why));
    }
  }

  /** Such as {@code month from 1 October to 31 October}. */
  static String name(PeriodHistory history, FigureWords figures) {
    HistoryRequest request = history.request();
    String first = figures.day(request.first());
    String last = figures.day(request.period().end(request.first()).minusDays(1));
    return first.equals(last)
        ? first
        : "The %s from %s to %s".formatted(request.period().word(), first, last);
  }
}
