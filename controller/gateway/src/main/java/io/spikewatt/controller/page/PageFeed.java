package io.spikewatt.controller.page;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.spikewatt.config.site.DeviceConfig;
import io.spikewatt.config.site.Role;
import io.spikewatt.config.site.Site;
import io.spikewatt.config.words.Language;
import io.spikewatt.config.words.Phrase;
import io.spikewatt.controller.alarm.AlarmTexts;
import io.spikewatt.controller.assembly.RunningSite;
import io.spikewatt.controller.command.CommandQueue;
import io.spikewatt.controller.command.CommandResult;
import io.spikewatt.controller.command.SiteCommand;
import io.spikewatt.controller.history.HistoryUnreadable;
import io.spikewatt.controller.history.LoggedDecision;
import io.spikewatt.controller.history.SiteSeries;
import io.spikewatt.controller.history.WeatherHistory;
import io.spikewatt.controller.json.JsonWriter;
import io.spikewatt.controller.plan.Plan;
import io.spikewatt.controller.plan.PlanOutlook;
import io.spikewatt.controller.planning.PlanCycle;
import io.spikewatt.controller.report.Payloads;
import io.spikewatt.controller.status.SiteStatus;
import io.spikewatt.controller.view.HistoryRequest;
import io.spikewatt.controller.view.PeriodHistory;
import io.spikewatt.controller.view.SiteReading;
import io.spikewatt.controller.view.SiteView;
import io.spikewatt.hal.time.QuarterHour;
import io.spikewatt.inference.forecast.TimeSeries;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * The page's view of a running gateway.
 *
 * @param running what decides now
 * @param current how it is now, under the configuration in force
 * @param month keeps what was worked out
 * @param history caches results
 */
record PageFeed(
    Supplier<RunningSite> running,
    Supplier<SiteStatus> current,
    LastMonth month,
    HistoryAnswers history)
    implements SiteView {

  private static final String STATE_DIRECTORY = "state-directory";

  @Override
  public SiteReading reading() {
    SiteStatus status = current.get();
    Map<String, Phrase> problems = new LinkedHashMap<>(running.get().reporter().problems());
    for (String problem : status.keptState()) {
      problems.putIfAbsent(STATE_DIRECTORY, AlarmTexts.stateDirectory(problem));
    }
    return new SiteReading(
        status.daemon(),
        status.health(),
        status.report(),
        problems,
        status.devices(),
        status.plan(),
        running.get().cycle().commandsInForce(),
        firstPlan(status));
  }

  /** Without a record, a plan follows the first minutes of readings. */
  private static Optional<Instant> firstPlan(SiteStatus status) {
    Instant due = status.daemon().service().startedAt().instant().plus(PlanCycle.STARTS_AFTER);
    return Optional.of(due.truncatedTo(ChronoUnit.MINUTES).plus(Duration.ofMinutes(1)))
        .filter(at -> status.plan().isEmpty() && at.isAfter(status.daemon().now().instant()));
  }

  private Instant now() {
    return current.get().daemon().now().instant();
  }

  private Site site() {
    return current.get().daemon().site();
  }

  @Override
  public String ahead() {
    return JsonWriter.text(
        writer -> {
          running.get().plans().plan().ifPresent(plan -> plan(writer, plan));
          writer.in(
              "forecasts",
              body ->
                  running
                      .get()
                      .reporter()
                      .forecasts()
                      .forEach(
                          (series, payload) ->
                              body.document(
                                  series.name().toLowerCase(Locale.ROOT), text(payload))));
        });
  }

  private void plan(JsonWriter writer, Plan plan) {
    writer.document("plan", text(Payloads.plan(plan, PlanOutlook.of(plan, site(), now()))));
    writer.each(
        "parts",
        PlanParts.of(plan, running.get().plans().forecasts()),
        (item, part) -> item.put("id", part.id()).put("kind", part.kind()).put("w", part.powerW()));
    int slots = QuarterHour.count(site().control().horizon());
    writer.in("prices", new PricesAhead(running.get().plans().priced(plan.start(0), slots))::write);
    Optional<WeatherHistory> weather = running.get().weather();
    if (weather.isPresent()) {
      Instant hour = plan.start(0).truncatedTo(ChronoUnit.HOURS);
      int hours = (int) site().control().horizon().toHours();
      writer.in("weather", new WeatherAhead(weather.get().at(now()), hour, hours)::write);
    }
    writer.put("reserveSocPct", Math.max(plan.reserveSocPct(), reservePct()));
  }

  /** Reserve that is configured or requested now, percent. */
  private double reservePct() {
    return running
        .get()
        .cycle()
        .commandsInForce()
        .one(SiteCommand.ReserveSoc.class)
        .filter(reserve -> reserve.from().stream().noneMatch(from -> from.isAfter(now())))
        .map(SiteCommand.ReserveSoc::percent)
        .stream()
        .reduce(site().control().reserveSocPct(), Math::max);
  }

  @Override
  public String lastDay(List<Language> languages) {
    Instant now = now();
    Instant from = DayDocument.start(now);
    try {
      Map<String, TimeSeries> series = new LinkedHashMap<>();
      for (String name : recorded(site())) {
        series.put(name, running.get().history().means(name, from, now));
      }
      List<LoggedDecision> decisions = running.get().history().decisions(from, now.plusMillis(1));
      return DayDocument.of(series, decisions, PageTexts.of(languages, site(), now));
    } catch (HistoryUnreadable e) {
      return JsonWriter.error(String.valueOf(e.getMessage()));
    }
  }

  static List<String> recorded(Site site) {
    List<String> names =
        new ArrayList<>(
            List.of(
                SiteSeries.LOAD_W,
                SiteSeries.PV_W,
                SiteSeries.WIND_W,
                SiteSeries.GRID_W,
                SiteSeries.BATTERY_W));
    SiteSeries.LOADS_W.forEach(load -> names.add(load.name()));
    for (DeviceConfig device : site.devices()) {
      if (device.role() instanceof Role.Battery) {
        names.add(SiteSeries.socPct(device.id()));
      }
    }
    return names;
  }

  @Override
  public String lastMonth() {
    return month.document(site(), now());
  }

  @Override
  public PeriodHistory history(HistoryRequest request) throws IOException {
    return history.of(site(), request, current.get().daemon().now());
  }

  @Override
  public String why(String asked) {
    return running.get().decisions().answer(asked, now());
  }

  @Override
  public CompletableFuture<CommandResult> submit(String command, byte[] payload) {
    return running.get().commands().submit(CommandQueue.FROM_PAGE + command, payload);
  }

  private static String text(byte[] json) {
    return new String(json, UTF_8);
  }
}
