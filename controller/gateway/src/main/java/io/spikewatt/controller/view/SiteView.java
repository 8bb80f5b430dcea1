package io.spikewatt.controller.view;

import io.spikewatt.config.words.Language;
import io.spikewatt.controller.command.CommandResult;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** The running site as the page reads and commands it. Safe for use by many threads. */
public interface SiteView {

  SiteReading reading();

  /** Newest plan and forecasts, one JSON object; fields are absent until they were made. */
  String ahead();

  /** Slot means and decisions of the last day, one JSON object. */
  String lastDay(List<Language> languages);

  /**
   * Cost of the last calendar month, one JSON object, {@code {"error"}} if there is no answer. May
   * take some seconds once a day.
   */
  String lastMonth();

  /**
   * A period of the history.
   *
   * @throws IOException if it cannot be read now, with the reason
   */
  PeriodHistory history(HistoryRequest request) throws IOException;

  /**
   * What was decided at a time, and why.
   *
   * @param asked as {@code spikewatt why} takes it
   * @return one JSON object, {@code {"error"}} if there is no answer
   */
  String why(String asked);

  /**
   * Hands a command over; it is completed once a cycle has judged it.
   *
   * @param command name, as what follows {@code command/} in a topic
   * @param payload as on that topic
   */
  CompletableFuture<CommandResult> submit(String command, byte[] payload);
}
