package io.spikewatt.controller.plan;

import io.spikewatt.config.words.FormattedNumber;
import io.spikewatt.config.words.Phrase;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Messages about requests that a plan cannot meet. */
final class UnmetRequests {

  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm", Locale.ROOT);
  private static final DateTimeFormatter DAY_AND_TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT);

  private static final double TOLERANCE_PCT = 1;

  /** Part of a job. */
  private static final double TOLERANCE_JOB = 0.01;

  /** Part of the band of a thermal storage. */
  private static final double TOLERANCE_HEAT = 0.1;

  private static final double TOLERANCE_KW = 0.01;
  private static final double TOLERANCE_PEAK_KW = 0.05;

  private final PlanModel model;
  private final Instant now;
  private final List<Phrase> unmet = new ArrayList<>();

  UnmetRequests(PlanModel model, Instant now) {
    this.model = model;
    this.now = now;
  }

  List<Phrase> unmet() {
    return unmet;
  }

  /** A request that cannot be planned. */
  void refuse(String id) {
    add("ev-need", Map.of("device", id));
  }

  /** A heat pump whose values cannot be planned. */
  void refuseHeat(String id) {
    add("heat-values", Map.of("device", id));
  }

  /** Compares a session's planned energy with its request. */
  void judge(ChargingSession session, double endKwh, Instant horizonEnd) {
    double best =
        session.socPct(
            Math.min(session.goalKwh(), session.fromKwh() + session.atFullPowerKwh(now)));
    double goal = session.socPct(session.goalKwh());
    double end = session.socPct(endKwh);
    if (best < goal - TOLERANCE_PCT) {
      add("ev-power", session, goal, best);
    } else if (end < goal - TOLERANCE_PCT && !session.departure().isAfter(horizonEnd)) {
      add("ev-limits", session, goal, end);
    }
  }

  /**
   * Compares a job's planned energy with its request.
   *
   * @param shortKwh energy not found before the deadline
   */
  void judge(DeferrableLoad job, double shortKwh) {
    double hours = Duration.between(now, job.due()).toMillis() / 3_600_000.0;
    double beyondKwh = job.kwh() - job.maxKw() * hours;
    double lacksKwh = Math.max(shortKwh, beyondKwh);
    double tolerance = TOLERANCE_JOB * job.kwh();
    if (lacksKwh <= tolerance) {
      return;
    }
    boolean both = beyondKwh > tolerance && shortKwh > beyondKwh + tolerance;
    String why = both ? "both" : beyondKwh > tolerance ? "power" : "limit";
    add(
        "job-" + why,
        Map.of(
            "device",
            job.id(),
            "lacks",
            FormattedNumber.of(lacksKwh, 1),
            "all",
            FormattedNumber.of(job.kwh(), 1),
            "time",
            time(job.due()),
            "power",
            FormattedNumber.of(job.maxKw(), 1)));
  }

  /** Reports a heat pump whose band cannot be kept. */
  void judge(HeatPump pump, double coldestKwh) {
    double aboveKwh = pump.storage().thermal().bandKwh() * TOLERANCE_HEAT;
    if (coldestKwh > Math.max(-pump.fromKwh(), 0) + aboveKwh) {
      add("heat", Map.of("device", pump.id(), "lacks", FormattedNumber.of(coldestKwh, 1)));
    }
  }

  /** Reports batteries below their minimum state of charge, which plans do not discharge. */
  void judgeBattery(double socPct) {
    double minPct = model.storage().minSocPct();
    if (model.storage().usable() && socPct < minPct - TOLERANCE_PCT) {
      add(
          "battery",
          Map.of("pct", FormattedNumber.of(socPct, 1), "least", FormattedNumber.of(minPct, 1)));
    }
  }

  /** Reports where the grid connection's limits cannot be kept. */
  void judgeLimits(ForwardPass.Beyond beyond) {
    if (beyond.importKw() > TOLERANCE_KW) {
      add("import", Map.of("power", FormattedNumber.of(1000 * beyond.importKw(), 0)));
    }
    if (beyond.exportKw() > TOLERANCE_KW) {
      add("export", Map.of("power", FormattedNumber.of(1000 * beyond.exportKw(), 0)));
    }
  }

  /** Reports where the month's peak of import is exceeded. */
  void judgePeak(double soFarKw, double expectedKw) {
    if (soFarKw > 0 && expectedKw > soFarKw + TOLERANCE_PEAK_KW) {
      add(
          "peak",
          Map.of(
              "peak", FormattedNumber.of(soFarKw, 1), "power", FormattedNumber.of(expectedKw, 1)));
    }
  }

  private void add(String key, ChargingSession session, double goal, double reached) {
    add(
        key,
        Map.of(
            "device",
            session.id(),
            "goal",
            FormattedNumber.of(goal, 0),
            "time",
            time(session.departure()),
            "reached",
            FormattedNumber.of(reached, 0)));
  }

  private void add(String key, Map<String, ?> values) {
    unmet.add(new Phrase("unmet." + key, values));
  }

  /**
   * Time of the day to the nearest minute, with the day where the time is ambiguous. Cars announce
   * seconds left, so their departure moves by milliseconds.
   */
  private String time(Instant exact) {
    Instant at = exact.plusSeconds(30);
    boolean soon = at.isBefore(now.plus(Duration.ofDays(1)));
    return (soon ? TIME : DAY_AND_TIME).format(at.atZone(model.zone()));
  }
}
