package io.spikewatt.controller.status;

import io.spikewatt.config.site.Site;
import io.spikewatt.config.words.Phrase;
import io.spikewatt.controller.forecast.SiteForecasts;
import io.spikewatt.controller.forecast.WeatherUse;
import io.spikewatt.controller.json.JsonWriter;
import io.spikewatt.controller.member.FleetStanding;
import io.spikewatt.controller.mode.Mode;
import io.spikewatt.controller.notify.TargetStatus;
import io.spikewatt.controller.plan.Plan;
import io.spikewatt.controller.report.CycleReport;
import io.spikewatt.controller.report.ForecastWeather;
import io.spikewatt.controller.report.Payloads;
import io.spikewatt.controller.report.StoreAndForward;
import io.spikewatt.controller.source.SourceStatus;
import io.spikewatt.hal.signal.Sample;
import io.spikewatt.hal.time.Moment;
import io.spikewatt.hal.time.QuarterHour;
import io.spikewatt.inference.forecast.Forecast;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * How a running daemon is, for people and monitoring on the same machine.
 *
 * @param report of the newest cycle; empty before the first
 * @param alarms sentences of all present problems
 * @param devices each device with readings, in the configuration's order
 * @param forecasts the newest; empty before the first
 * @param plan the newest, possibly expired
 * @param keptState what is wrong with the state directory, one sentence each
 * @param outside what it serves beside control
 */
public record SiteStatus(
    Daemon daemon,
    Optional<CycleReport> report,
    List<String> alarms,
    List<DeviceAge> devices,
    Optional<SiteForecasts> forecasts,
    Optional<Plan> plan,
    List<String> keptState,
    Outside outside) {

  /** Cycles without which control has stopped, and the time that this means at least. */
  private static final int CYCLES_LOST = 10;

  private static final Duration AT_LEAST = Duration.ofSeconds(10);

  /**
   * A daemon at one moment.
   *
   * @param missed control cycles that were skipped because one before took too long
   * @param waitsFor what the first plan waits for, in words; empty once there are forecasts
   */
  public record Daemon(
      Site site, ServiceStatus service, Moment now, long missed, Optional<Phrase> waitsFor) {}

  /**
   * The last good reading of a device.
   *
   * @param lastGood when its newest good value was taken; empty = none since the start
   * @param fault why a value is missing now; empty = none is
   */
  public record DeviceAge(String id, Optional<Moment> lastGood, Optional<String> fault) {

    public static List<DeviceAge> of(Optional<CycleReport> report, Map<String, Moment> lastGood) {
      Map<String, Optional<String>> faults = new LinkedHashMap<>();
      for (Sample sample : report.map(r -> r.snapshot().all()).orElse(List.of())) {
        Optional<String> fault =
            sample instanceof Sample.Missing missing
                ? Optional.of(missing.signal().quantity().wireName() + " " + missing.reason())
                : Optional.empty();
        faults.merge(sample.signal().deviceId(), fault, (a, b) -> a.or(() -> b));
      }
      List<DeviceAge> ages = new ArrayList<>();
      faults.forEach(
          (id, fault) -> ages.add(new DeviceAge(id, Optional.ofNullable(lastGood.get(id)), fault)));
      return ages;
    }
  }

  /**
   * Broker, page, fleet, notifications, sources and assistant.
   *
   * @param broker empty = none is configured
   * @param page empty = none is configured
   * @param fleet empty = none is configured, or nothing has begun yet
   * @param notified status of the notification targets; may be empty
   * @param sources status of the sources of prices, emissions and weather; may be empty
   * @param assistant empty = none is configured
   */
  public record Outside(
      Optional<Broker> broker,
      Optional<Page> page,
      Optional<FleetStanding> fleet,
      List<TargetStatus> notified,
      List<SourceStatus> sources,
      Optional<Assistant> assistant) {}

  /**
   * The assistant on the page's server.
   *
   * @param problem why it does not answer; empty = it does
   */
  public record Assistant(Optional<String> problem) {

    String text() {
      return problem.orElse("answers");
    }
  }

  /**
   * The connection to the broker.
   *
   * @param problem why it is not reached; empty = it is
   * @param promised events, answers and records that wait for it
   */
  public record Broker(Optional<String> problem, StoreAndForward.Standing promised) {}

  public sealed interface Page {

    /**
     * It is served.
     *
     * @param address for a browser, with the fingerprint of a certificate that was made
     */
    record Served(String address) implements Page {}

    /** It is not there, and why. */
    record Missing(String problem) implements Page {}

    default String text() {
      return switch (this) {
        case Served(String address) -> address;
        case Missing(String problem) -> "not there (" + problem + ")";
      };
    }
  }

  /** What monitoring needs to know. */
  public enum Health {
    /** Controls, without an alarm. */
    WELL,
    /** Controls, with alarms or problems of the state directory. */
    ALARMS,
    /** Waits for first readings, or no cycle has run for a while. */
    NOT_CONTROLLING;

    public String wireName() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  public Health health() {
    if (!controls(daemon.site, report, daemon.now)) {
      return Health.NOT_CONTROLLING;
    }
    return alarms.isEmpty() && keptState.isEmpty() ? Health.WELL : Health.ALARMS;
  }

  /** Whether a site is controlled: it has readings, and its newest cycle is not long ago. */
  public static boolean controls(Site site, Optional<CycleReport> report, Moment now) {
    Duration cycles = site.control().cycle().multipliedBy(CYCLES_LOST);
    Duration patience = cycles.compareTo(AT_LEAST) > 0 ? cycles : AT_LEAST;
    return report
        .filter(cycle -> !(cycle.mode() instanceof Mode.Starting))
        .filter(cycle -> now.since(cycle.snapshot().at()).compareTo(patience) <= 0)
        .isPresent();
  }

  public Duration cycleAge(CycleReport cycle) {
    return daemon.now.since(cycle.snapshot().at());
  }

  public Map<String, Forecast> bySeries() {
    Map<String, Forecast> named = new LinkedHashMap<>();
    forecasts.ifPresent(
        made -> {
          named.put("load", made.load());
          named.put("pv", made.pv());
          made.wind().ifPresent(wind -> named.put("wind", wind));
        });
    return named;
  }

  /** When the next plan is due without an event before. */
  public Instant nextPlan() {
    return QuarterHour.startOf(daemon.now.instant()).plus(QuarterHour.LENGTH);
  }

  /** How the archive for a fast start is used, in a word; empty for a program not packaged. */
  public static Optional<String> archive() {
    StartupArchive.Use use = StartupArchive.use();
    return use == StartupArchive.Use.NOT_PACKAGED
        ? Optional.empty()
        : Optional.of(use.name().toLowerCase(Locale.ROOT));
  }

  /** One JSON document; {@code lines} is the same for people. */
  public String json() {
    return JsonWriter.text(
        writer -> {
          head(writer);
          report.ifPresent(
              cycle ->
                  writer
                      .put("cycleAgeMs", daemon.now.millisSince(cycle.snapshot().at()))
                      .in("state", state -> Payloads.state(state, cycle, alarms)));
          writer.each("devices", devices, this::device);
          ahead(writer);
          outside.broker.ifPresent(found -> writer.in("broker", body -> broker(body, found)));
          outside.page.ifPresent(found -> writer.in("page", body -> page(body, found)));
          outside.fleet.ifPresent(found -> writer.in("fleet", found::write));
          if (!outside.notified.isEmpty()) {
            writer.each("notify", outside.notified, SiteStatus::target);
          }
          if (!outside.sources.isEmpty()) {
            writer.each("sources", outside.sources, this::source);
          }
          outside.assistant.ifPresent(
              found -> writer.in("assistant", body -> assistant(body, found)));
          writer.put("keptState", keptState).put("lines", StatusText.lines(this));
        });
  }

  private void head(JsonWriter writer) {
    writer
        .put("health", health().wireName())
        .put("at", daemon.now.instant())
        .put("site", daemon.site.name())
        .put("version", daemon.service.version())
        .put("configHash", daemon.service.configHash())
        .put("startedAt", daemon.service.startedAt().instant())
        .put("monitorOnly", daemon.site.control().monitorOnly())
        .put("missedCycles", daemon.missed)
        .put("alarms", alarms);
    archive().ifPresent(text -> writer.put("archive", text));
  }

  private static void broker(JsonWriter body, Broker broker) {
    body.put("connected", broker.problem.isEmpty())
        .put("waiting", broker.promised.waiting())
        .put("dropped", broker.promised.dropped());
    broker.problem.ifPresent(why -> body.put("problem", why));
  }

  private static void page(JsonWriter body, Page page) {
    body.put("served", page instanceof Page.Served);
    switch (page) {
      case Page.Served(String address) -> body.put("address", address);
      case Page.Missing(String problem) -> body.put("problem", problem);
    }
  }

  private static void assistant(JsonWriter body, Assistant assistant) {
    body.put("served", assistant.problem.isEmpty());
    assistant.problem.ifPresent(why -> body.put("problem", why));
  }

  private void source(JsonWriter item, SourceStatus source) {
    item.put("name", source.name())
        .put("gives", JsonWriter.word(source.gives()))
        .put("from", source.place());
    source.age(daemon.now.instant()).ifPresent(age -> item.put("ageS", age.toSeconds()));
    source.until().ifPresent(end -> item.put("until", end));
    source.problem().ifPresent(why -> item.put("problem", why));
  }

  private static void target(JsonWriter item, TargetStatus target) {
    item.put("name", target.name()).put("waiting", target.waiting());
    target.problem().ifPresent(why -> item.put("problem", why));
  }

  private void device(JsonWriter item, DeviceAge device) {
    item.put("id", device.id);
    device.lastGood.ifPresent(at -> item.put("lastGoodAgeMs", daemon.now.millisSince(at)));
    item.put("quality", device.fault.orElse("good"));
  }

  /** Avoids lambdas of the weather's classes, which a site without such sources does not load. */
  private void weather(JsonWriter item, String series) {
    if (usesWeather(series)) {
      WeatherUse use = weatherUse(series);
      item.in("weather", body -> ForecastWeather.write(body, use));
    }
  }

  /** True if a series has a forecast with predicted weather. */
  boolean usesWeather(String series) {
    return forecasts.isPresent() && forecasts.get().weather().containsKey(series);
  }

  /** How far predicted weather is in a forecast that has it. */
  WeatherUse weatherUse(String series) {
    return Objects.requireNonNull(forecasts.orElseThrow().weather().get(series));
  }

  private void ahead(JsonWriter writer) {
    writer.each(
        "forecasts",
        bySeries().entrySet(),
        (item, one) -> {
          item.put("series", one.getKey())
              .put("origin", one.getValue().origin())
              .put("model", one.getValue().model());
          weather(item, one.getKey());
        });
    if (plan.isEmpty()) {
      daemon.waitsFor.ifPresent(text -> writer.put("planWaitsFor", text.english()));
    }
    plan.ifPresent(
        made ->
            writer.in(
                "plan",
                body ->
                    body.put("at", made.madeAt().instant())
                        .put("ageMs", daemon.now.millisSince(made.madeAt()))
                        .put("validUntil", made.validUntil().instant())
                        .put("valid", made.valid(daemon.now))
                        .put("next", nextPlan())));
  }
}
