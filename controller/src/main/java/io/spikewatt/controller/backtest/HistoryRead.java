package io.spikewatt.controller.backtest;

/** What the gateway recorded, or why it does not do. */
public sealed interface HistoryRead {

  /** Enough of it. */
  record Loaded(SiteHistory history) implements HistoryRead {}

  /**
   * Too little of it.
   *
   * @param why a sentence: what is needed and what there is
   */
  record Refused(String why) implements HistoryRead {}
}
