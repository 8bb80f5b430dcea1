package io.spikewatt.controller.assist;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.spikewatt.config.load.LoadedSite;
import io.spikewatt.controller.assembly.RunningSite;
import io.spikewatt.controller.history.LoggedDecision;
import io.spikewatt.controller.plan.Supposition;
import io.spikewatt.controller.plan.WhatIf;
import io.spikewatt.controller.price.PricedSlot;
import io.spikewatt.controller.report.MqttTopics.Forecasted;
import io.spikewatt.controller.setup.SiteLoader;
import io.spikewatt.controller.view.HistoryRequest;
import io.spikewatt.controller.view.PeriodHistory;
import io.spikewatt.controller.view.SiteReading;
import io.spikewatt.controller.view.SiteView;
import io.spikewatt.inference.forecast.TimeSeries;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The facts of a running gateway.
 *
 * @param view the page's, whose calculations and caches are shared
 * @param running what decides now
 * @param configuration the file on the disk
 */
public record RunningSiteFacts(SiteView view, Supplier<RunningSite> running, Path configuration)
    implements SiteFacts {

  @Override
  public SiteReading reading() {
    return view.reading();
  }

  @Override
  public Map<String, Instant> problemsSince() {
    return running.get().reporter().problemsSince();
  }

  @Override
  public String why(String asked) {
    return view.why(asked);
  }

  @Override
  public PeriodHistory history(HistoryRequest request) throws IOException {
    return view.history(request);
  }

  @Override
  public TimeSeries means(String series, Instant from, Instant to) {
    return running.get().history().means(series, from, to);
  }

  @Override
  public List<LoggedDecision> decisions(Instant from, Instant to) {
    return running.get().history().decisions(from, to);
  }

  @Override
  public List<PricedSlot> priced(Instant from, int slots) {
    return running.get().plans().priced(from, slots);
  }

  @Override
  public Map<Forecasted, String> forecasts() {
    Map<Forecasted, String> documents = new EnumMap<>(Forecasted.class);
    running
        .get()
        .reporter()
        .forecasts()
        .forEach((series, payload) -> documents.put(series, new String(payload, UTF_8)));
    return documents;
  }

  @Override
  public WhatIf.Answer suppose(Supposition supposition) {
    return running.get().plans().suppose(supposition);
  }

  @Override
  public LoadedSite file() {
    return SiteLoader.load(configuration);
  }
}
