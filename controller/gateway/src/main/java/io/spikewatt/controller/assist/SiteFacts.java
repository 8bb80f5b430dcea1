package io.spikewatt.controller.assist;

import io.spikewatt.config.load.LoadedSite;
import io.spikewatt.controller.history.LoggedDecision;
import io.spikewatt.controller.plan.Supposition;
import io.spikewatt.controller.plan.WhatIf;
import io.spikewatt.controller.price.PricedSlot;
import io.spikewatt.controller.report.MqttTopics.Forecasted;
import io.spikewatt.controller.view.HistoryRequest;
import io.spikewatt.controller.view.PeriodHistory;
import io.spikewatt.controller.view.SiteReading;
import io.spikewatt.inference.forecast.TimeSeries;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * A running site as the tools read it. Safe for use by many threads.
 *
 * <p>Calls that read the history throw {@link io.spikewatt.controller.history.HistoryUnreadable} if
 * it cannot be read.
 */
public interface SiteFacts {

  SiteReading reading();

  /** When each present problem was seen first since the start, by code. */
  Map<String, Instant> problemsSince();

  /**
   * The decision in force at a time.
   *
   * @param asked as {@code spikewatt why} takes it; empty = now
   * @return one JSON object, {@code {"error"}} if there is no answer
   */
  String why(String asked);

  /**
   * A period of the history.
   *
   * @throws IOException if it cannot be read now, with the reason
   */
  PeriodHistory history(HistoryRequest request) throws IOException;

  /** Quarter-hour means of a series; may be shorter than asked, NaN = unknown. */
  TimeSeries means(String series, Instant from, Instant to);

  /** Logged decisions in their order. {@code to}: exclusive. */
  List<LoggedDecision> decisions(Instant from, Instant to);

  /** Prices of coming slots as a plan gets them. {@code from}: start of the first slot. */
  List<PricedSlot> priced(Instant from, int slots);

  /** The newest published forecasts, as JSON documents. */
  Map<Forecasted, String> forecasts();

  /** Compares plans; may take a plan's computing time twice. */
  WhatIf.Answer suppose(Supposition supposition);

  /** The configuration file on the disk with its problems; it need not be in force. */
  LoadedSite file();
}
