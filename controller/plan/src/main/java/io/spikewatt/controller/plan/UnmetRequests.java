package io.spikewatt.controller.plan;

import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

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
  private final List<String> unmet = new ArrayList<>();

  UnmetRequests(PlanModel model, Instant now) {
    this.model = model;
    this.now = now;
  }

  List<String> unmet() {
    return unmet;
  }

  /** A request that cannot be planned. */
  void refuse(String id) {
    unmet.add("EV " + id + " reports a need that cannot be planned");
  }

  /** A heat pump whose values cannot be planned. */
  void refuseHeat(String id) {
    unmet.add("heat pump " + id + " has values that cannot be planned");
  }

  /** Compares a session's planned energy with its request. */
  void judge(ChargingSession session, double endKwh, Instant horizonEnd) {
    double best =
        session.socPct(
            Math.min(session.goalKwh(), session.fromKwh() + session.atFullPowerKwh(now)));
    double goal = session.socPct(session.goalKwh());
    double end = session.socPct(endKwh);
    if (best < goal - TOLERANCE_PCT) {
      add("EV %s cannot reach %.0f %% by %s: %.0f %% at full power", session, goal, best);
    } else if (end < goal - TOLERANCE_PCT && !session.departure().isAfter(horizonEnd)) {
      add("EV %s does not reach %.0f %% by %s: %.0f %% within the limits", session, goal, end);
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
    String power =
        String.format(Locale.ROOT, "its %.1f kW above its minimum do not suffice", job.maxKw());
    String limits = "no room is left for it within the import limit";
    boolean both = beyondKwh > tolerance && shortKwh > beyondKwh + tolerance;
    String why = both ? power + ", and " + limits : beyondKwh > tolerance ? power : limits;
    unmet.add(
        String.format(
            Locale.ROOT,
            "compute %s is %.1f of %.1f kWh short by %s: %s",
            job.id(),
            lacksKwh,
            job.kwh(),
            time(job.due()),
            why));
  }

  /** Reports a heat pump whose band cannot be kept. */
  void judge(HeatPump pump, double coldestKwh) {
    double aboveKwh = pump.storage().thermal().bandKwh() * TOLERANCE_HEAT;
    if (coldestKwh > Math.max(-pump.fromKwh(), 0) + aboveKwh) {
      unmet.add(
          String.format(
              Locale.ROOT,
              "heat pump %s lacks up to %.1f kWh of heat to the lower comfort temperature",
              pump.id(),
              coldestKwh));
    }
  }

  /** Reports batteries below their minimum state of charge, which plans do not discharge. */
  void judgeBattery(double socPct) {
    double minPct = model.storage().minSocPct();
    if (model.storage().usable() && socPct < minPct - TOLERANCE_PCT) {
      unmet.add(
          String.format(
              Locale.ROOT,
              "batteries hold %.1f %%, less than their minimum of %.1f %%",
              socPct,
              minPct));
    }
  }

  /** Reports where the grid connection's limits cannot be kept. */
  void judgeLimits(ForwardPass.Beyond beyond) {
    if (beyond.importKw() > TOLERANCE_KW) {
      unmet.add(
          String.format(
              Locale.ROOT,
              "import exceeds its limit by up to %.0f W even with everything done against it",
              1000 * beyond.importKw()));
    }
    if (beyond.exportKw() > TOLERANCE_KW) {
      unmet.add(
          String.format(
              Locale.ROOT,
              "export exceeds its limit by up to %.0f W even with all PV curtailed",
              1000 * beyond.exportKw()));
    }
  }

  /** Reports where the month's peak of import is exceeded. */
  void judgePeak(double soFarKw, double expectedKw) {
    if (soFarKw > 0 && expectedKw > soFarKw + TOLERANCE_PEAK_KW) {
      unmet.add(
          String.format(
              Locale.ROOT,
              "import rises above this month's peak of %.1f kW, to %.1f kW: to keep it would cost"
                  + " more",
              soFarKw,
              expectedKw));
    }
  }

  private void add(String text, ChargingSession session, double goal, double reached) {
    String time = time(session.departure());
    unmet.add(String.format(Locale.ROOT, text, session.id(), goal, time, reached));
  }

  /** Time of the day, with the day where the time is ambiguous. */
  private String time(Instant at) {
    boolean soon = at.isBefore(now.plus(Duration.ofDays(1)));
    return (soon ? TIME : DAY_AND_TIME).format(at.atZone(model.zone()));
  }
}
