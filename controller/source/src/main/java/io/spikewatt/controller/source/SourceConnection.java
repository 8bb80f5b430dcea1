package io.spikewatt.controller.source;

import io.spikewatt.hal.time.Moment;

/** The way to one source. */
interface SourceConnection {

  /** True if a request is due. */
  boolean isDue(FetchState state, Moment now);

  /** Asks it. May wait for a server; heeds interruptions. */
  FetchOutcome ask(RequestPeriod period) throws InterruptedException;

  /** Least time until the next request, after a request with this outcome. */
  FetchSchedule.LastRequest asked(FetchOutcome outcome, FetchState state, Moment now);

  /** Host or topic, for people. */
  String place();
}
