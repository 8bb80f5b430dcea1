package io.spikewatt.controller.status;

import io.spikewatt.config.site.Site;
import io.spikewatt.config.words.Language;
import io.spikewatt.config.words.ReaderLocale;
import io.spikewatt.controller.asset.Estimate;
import io.spikewatt.controller.notify.TargetStatus;
import io.spikewatt.controller.plan.Plan;
import io.spikewatt.controller.plan.PlanOutlook;
import io.spikewatt.controller.report.CycleReport;
import io.spikewatt.controller.report.ForecastWeather;
import io.spikewatt.controller.report.OutlookText;
import io.spikewatt.controller.report.PointId.PointUnit;
import io.spikewatt.controller.report.PointKind;
import io.spikewatt.controller.report.PointOutlet;
import io.spikewatt.controller.report.SitePoint;
import io.spikewatt.controller.report.SitePoints;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** A site's status in at most 20 lines. */
public final class StatusText {

  private static final int MOST_ALARMS = 5;
  private static final int MOST_PROBLEMS = 1;
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm", Locale.ROOT);

  private final SiteStatus status;
  private final ZoneId zone;
  private final List<String> lines = new ArrayList<>();

  private StatusText(SiteStatus status) {
    this.status = status;
    this.zone = status.daemon().site().zone();
  }

  public static List<String> lines(SiteStatus status) {
    StatusText text = new StatusText(status);
    text.head();
    status.report().ifPresent(text::cycle);
    text.several("alarm", status.alarms(), MOST_ALARMS);
    text.devices();
    status.outside().broker().ifPresent(text::broker);
    status.outside().page().ifPresent(page -> text.line("page", page.text()));
    if (status.outside().fleet().isPresent()) {
      text.line("fleet", status.outside().fleet().get().text());
    }
    if (!status.outside().notified().isEmpty()) {
      text.line(
          "notify",
          status.outside().notified().stream()
              .map(TargetStatus::text)
              .collect(Collectors.joining("; ")));
    }
    if (!status.outside().sources().isEmpty()) {
      text.line(
          "sources",
          status.outside().sources().stream()
              .map(source -> source.text(status.daemon().now().instant(), text.zone))
              .collect(Collectors.joining("; ")));
    }
    status.outside().assistant().ifPresent(found -> text.line("assistant", found.text()));
    text.ahead();
    text.several("state", status.keptState(), MOST_PROBLEMS);
    return text.lines;
  }

  private void line(String name, String text) {
    lines.add(String.format(Locale.ROOT, "%-9s %s", name, text));
  }

  private void several(String name, List<String> texts, int most) {
    texts.stream().limit(most).forEach(text -> line(name, text));
    if (texts.size() > most) {
      line(name, "and %d more".formatted(texts.size() - most));
    }
  }

  private void head() {
    SiteStatus.Daemon daemon = status.daemon();
    line(
        "site",
        daemon.site().name()
            + ": "
            + status.health().wireName().replace('-', ' ')
            + (daemon.site().control().monitorOnly() ? ", monitored only" : ""));
    Instant since = daemon.service().startedAt().instant();
    line(
        "daemon",
        "version %s, configuration %s, for %s (since %s)%s"
            .formatted(
                daemon.service().version(),
                daemon.service().configHash(),
                age(Duration.between(since, daemon.now().instant())),
                since.truncatedTo(ChronoUnit.SECONDS),
                SiteStatus.archive().map(text -> ", start-up archive " + text).orElse("")));
  }

  private void cycle(CycleReport report) {
    line(
        "cycle",
        "%s ago, %d missed".formatted(age(status.cycleAge(report)), status.daemon().missed()));
    ReaderLocale reader = status.daemon().site().reader(report.state().at().instant());
    line("doing", Language.ENGLISH.text(report.headline(), reader));
    line(
        "power", points(report, it -> it instanceof PointKind.Sum || it instanceof PointKind.Load));
    String charge = points(report, it -> it instanceof PointKind.DeviceCharge);
    if (!charge.isEmpty()) {
      line("charge", charge);
    }
    line(
        "grid",
        words(report.state().connection())
            + ", "
            + points(
                report, it -> it instanceof PointKind.Limit || it instanceof PointKind.Energy));
  }

  private String points(CycleReport report, Predicate<PointKind> kinds) {
    List<String> parts = new ArrayList<>();
    for (SitePoint point : SitePoints.of(status.daemon().site(), PointOutlet.STATUS)) {
      if (kinds.test(point.kind())) {
        parts.add(point(point, report));
      }
    }
    return String.join(", ", parts);
  }

  private static String point(SitePoint point, CycleReport report) {
    String name = point.id().words();
    String value = shown(point.value().apply(report), point.id().unit());
    return switch (point.kind()) {
      case PointKind.DeviceCharge _ -> name + " " + value;
      case PointKind.Limit limit ->
          "%s up to %s (%s)".formatted(name, value, words(limit.by().apply(report.limits())));
      case PointKind.Sum _ when isDerived(point.value().apply(report)) ->
          name.replace('-', ' ') + " " + value + " (derived)";
      default -> name.replace('-', ' ') + " " + value;
    };
  }

  /** True for a calculated power, as the load's usually is. */
  private static boolean isDerived(Estimate estimate) {
    return estimate instanceof Estimate.Known known && known.how() == Estimate.How.DERIVED;
  }

  private static String shown(Estimate estimate, PointUnit unit) {
    return switch (estimate) {
      case Estimate.Known known -> {
        double digit = unit == PointUnit.KILOWATT_HOUR ? 10 : 1;
        yield String.format(
            Locale.ROOT,
            unit == PointUnit.KILOWATT_HOUR ? "%.1f %s" : "%.0f %s",
            // Adding 0 turns a negative zero into a plain one.
            Math.rint(known.value() * digit) / digit + 0.0,
            unit.symbol());
      }
      case Estimate.Unknown _ -> "unknown";
    };
  }

  private static String words(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  private void devices() {
    List<String> parts = new ArrayList<>();
    for (SiteStatus.DeviceAge device : status.devices()) {
      String last =
          device.lastGood().map(at -> age(status.daemon().now().since(at))).orElse("never");
      parts.add(device.id() + " " + last + device.fault().map(f -> " (" + f + ")").orElse(""));
    }
    if (!parts.isEmpty()) {
      line("devices", String.join(", ", parts));
    }
  }

  private void broker(SiteStatus.Broker broker) {
    long waiting = broker.promised().waiting();
    long dropped = broker.promised().dropped();
    line(
        "broker",
        broker.problem().map(why -> "not reached (" + why + ")").orElse("connected")
            + (waiting == 0 ? "" : ", " + waiting + " promised messages wait")
            + (dropped == 0 ? "" : ", " + dropped + " were dropped"));
  }

  private void ahead() {
    List<String> parts = new ArrayList<>();
    Instant now = status.daemon().now().instant();
    status
        .bySeries()
        .forEach(
            (series, forecast) ->
                parts.add(
                    series
                        + " "
                        + age(Duration.between(forecast.origin(), now))
                        + weather(series)));
    line("forecasts", parts.isEmpty() ? "none yet" : String.join(", ", parts));
    line(
        "plan",
        status
            .plan()
            .map(
                plan ->
                    "%s old, %s %s, next at %s%s"
                        .formatted(
                            age(status.daemon().now().since(plan.madeAt())),
                            plan.valid(status.daemon().now()) ? "valid until" : "expired at",
                            time(plan.validUntil().instant()),
                            time(status.nextPlan()),
                            outlook(plan)))
            .orElse(
                "none yet"
                    + status.daemon().waitsFor().map(why -> ": " + why.english()).orElse("")));
  }

  /** How far predicted weather is in a forecast, as an appendix. */
  private String weather(String series) {
    return status.usesWeather(series)
        ? " (" + ForecastWeather.text(status.weatherUse(series)) + ")"
        : "";
  }

  /** The plan's outlook for the batteries, as an appendix. */
  private String outlook(Plan plan) {
    Site site = status.daemon().site();
    return PlanOutlook.of(plan, site, status.daemon().now().instant())
        .filter(_ -> plan.valid(status.daemon().now()))
        .map(
            outlook ->
                new OutlookText(zone, site.tariff().currency()).of(outlook, Language.ENGLISH))
        .filter(text -> !text.isEmpty())
        .map(text -> "; " + text)
        .orElse("");
  }

  private String time(Instant at) {
    return TIME.format(at.atZone(zone));
  }

  /** For people: the largest unit that fits, with the next one for days. */
  public static String age(Duration age) {
    if (age.compareTo(Duration.ofMinutes(2)) < 0) {
      return age.toSeconds() + " s";
    }
    if (age.compareTo(Duration.ofHours(2)) < 0) {
      return age.toMinutes() + " min";
    }
    return age.compareTo(Duration.ofDays(2)) < 0
        ? age.toHours() + " h"
        : "%d d %d h".formatted(age.toDays(), age.toHoursPart());
  }
}
