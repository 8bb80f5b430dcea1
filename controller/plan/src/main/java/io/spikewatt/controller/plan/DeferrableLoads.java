package io.spikewatt.controller.plan;

import io.spikewatt.controller.asset.ChargingMode;
import io.spikewatt.controller.asset.ChargingRequest;
import io.spikewatt.controller.asset.PlanCapability.ChargingPoint;
import io.spikewatt.controller.plan.PlanRequest.JobRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * All loads of a request that have a deadline.
 *
 * @param sessions running charging sessions that can be planned, the most important first
 * @param expected sessions that may begin within the horizon
 * @param jobs work, which is shifted as load
 * @param refused ids of requests that cannot be planned
 */
record DeferrableLoads(
    List<ChargingSession> sessions,
    List<ChargingSession> expected,
    List<DeferrableLoad> jobs,
    List<String> refused) {

  private static final double MOST_KW = 1e6;

  /**
   * Deferrable loads of a request.
   *
   * @param jobShortPerKwh price of a kWh above which a job stays unmet
   * @param exportPerKwh highest price of export within the horizon
   * @param sessionForecaster sessions to come
   */
  static DeferrableLoads of(
      PlanModel model,
      PlanRequest request,
      Instant horizonEnd,
      double jobShortPerKwh,
      double exportPerKwh,
      SessionForecaster sessionForecaster) {
    Instant now = request.now().instant();
    List<ChargingSession> sessions = new ArrayList<>();
    List<String> refused = new ArrayList<>();
    for (ChargingRequest need : request.charging()) {
      ChargingPoint charger = model.chargers().get(need.id());
      if (need.mode() == ChargingMode.OFF) {
        continue;
      }
      if (charger != null && ChargingSession.plannable(need, charger, now)) {
        sessions.add(
            need.mode().isPlanned()
                ? ChargingSession.of(need, charger)
                : ChargingSession.fromSurplus(need, charger, now, exportPerKwh));
      } else if (!(need.targetPct() <= need.socPct())) {
        refused.add(need.id());
      }
    }
    sessions.sort(ChargingSession.FIRST);
    List<DeferrableLoad> jobs = new ArrayList<>();
    for (JobRequest need : request.jobs()) {
      if (need.leftWh() > 0 && need.leftWh() < 1e12 && need.by().isAfter(now)) {
        double maxKw = Math.clamp(need.aboveMinW() / 1000, 0, MOST_KW);
        double hoursLater = Duration.between(horizonEnd, need.by()).toMillis() / 3_600_000.0;
        double laterKwh = maxKw * Math.max(0, hoursLater);
        jobs.add(
            new DeferrableLoad(
                need.id(), need.leftWh() / 1000, maxKw, need.by(), laterKwh, jobShortPerKwh));
      }
    }
    List<ChargingSession> expected = expected(model, request, horizonEnd, sessionForecaster);
    return new DeferrableLoads(
        List.copyOf(sessions), expected, List.copyOf(jobs), List.copyOf(refused));
  }

  /** The next session at each charging point, the earliest first. */
  private static List<ChargingSession> expected(
      PlanModel model,
      PlanRequest request,
      Instant horizonEnd,
      SessionForecaster sessionForecaster) {
    List<ChargingSession> expected = new ArrayList<>();
    model
        .chargers()
        .forEach(
            (id, charger) -> {
              Instant free =
                  request.charging().stream()
                      .filter(session -> session.id().equals(id))
                      .map(ChargingRequest::departure)
                      .filter(request.now().instant()::isBefore)
                      .findFirst()
                      .orElse(request.now().instant());
              sessionForecaster
                  .next(id, free)
                  .filter(next -> next.comes().isBefore(horizonEnd))
                  .filter(next -> ChargingSession.plannable(next.request(), charger, next.comes()))
                  .map(
                      next ->
                          ChargingSession.of(next.request(), charger, Optional.of(next.comes())))
                  .ifPresent(expected::add);
            });
    expected.sort(
        Comparator.comparing((ChargingSession session) -> session.comes().orElseThrow())
            .thenComparing(ChargingSession::id));
    return List.copyOf(expected);
  }

  /** Sessions with levels of their own: running ones before expected ones. */
  List<ChargingSession> withLevels(int most) {
    return Stream.concat(sessions.stream(), expected.stream()).limit(most).toList();
  }

  /** Loads to shift, the charging sessions first. */
  List<DeferrableLoad> works(int sessionsWithLevels) {
    List<DeferrableLoad> works =
        new ArrayList<>(
            sessions.stream().skip(sessionsWithLevels).map(ChargingSession::work).toList());
    works.addAll(jobs);
    return works;
  }
}
