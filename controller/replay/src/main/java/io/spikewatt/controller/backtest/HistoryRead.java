package io.spikewatt.controller.backtest;

/** A history read from the gateway's record, or the reason why it is not sufficient. */
public sealed interface HistoryRead {

  record Loaded(SiteHistory history) implements HistoryRead {}

  /**
   * Too little of it.
   *
   * @param why one sentence: the required and the present amount
   * @param known slots of the requested range of which enough is known
   * @param asked slots of the requested range
   */
  record Refused(String why, int known, int asked) implements HistoryRead {}
}
