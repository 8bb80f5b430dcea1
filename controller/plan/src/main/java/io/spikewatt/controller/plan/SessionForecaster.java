package io.spikewatt.controller.plan;

import io.spikewatt.controller.asset.ChargingRequest;
import io.spikewatt.hal.store.KeptValues;
import io.spikewatt.hal.time.ClockSteps;
import io.spikewatt.hal.time.Moment;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tinylog.Logger;

/**
 * Next session expected at each charging point, from the last ones: the time of day by which half
 * of them had begun, the median stay, the mean level on arrival and at departure. Past sessions
 * survive a restart. Safe for use by two planners.
 */
public final class SessionForecaster {

  private static final int FEWEST = 5;
  private static final int MOST = 28;

  /** Announced departures move by seconds, and those of some chargers with the time of day. */
  private static final Duration SAME_DEPARTURE = Duration.ofHours(1);

  private final SlotGrid grid;
  private final ZoneId zone;
  private final KeptValues kept;
  private final Map<String, List<PastSession>> past = new HashMap<>();
  private final ClockSteps clock = new ClockSteps();
  private final Map<String, Instant> departures = new HashMap<>();

  /** The departures on the disk. */
  private final Map<String, Instant> keptDepartures = new HashMap<>();

  private Set<String> present = Set.of();

  /** {@code kept}: store that survives a restart, by point. */
  SessionForecaster(SlotGrid grid, ZoneId zone, KeptValues kept) {
    this.grid = grid;
    this.zone = zone;
    this.kept = kept;
  }

  /** Past sessions in the state directory. */
  public static SessionForecaster in(Path directory, ZoneId zone) {
    String comment =
        "announced departure, then the last sessions: slot of arrival, slots of stay, %, % wanted,"
            + " % at most, Wh";
    Path file = directory.resolve("ev-visits.properties");
    return new SessionForecaster(
        PlannerSettings.DAEMON.slots(), zone, KeptValues.in(file, comment, Logger::warn));
  }

  /** Without past sessions; they do not survive a restart. */
  public static SessionForecaster inMemory(ZoneId zone) {
    return new SessionForecaster(PlannerSettings.DAEMON.slots(), zone, KeptValues.inMemory());
  }

  /** Records sessions that began since the last plan; none while the clock is doubted. */
  synchronized void observe(Moment now, List<ChargingRequest> requests) {
    boolean _ = clock.update(now);
    Set<String> there = new HashSet<>();
    for (ChargingRequest request : requests) {
      there.add(request.id());
      if (clock.settled()) {
        observe(now.instant(), request);
      }
    }
    present = there;
  }

  private void observe(Instant now, ChargingRequest request) {
    String point = request.id();
    List<PastSession> all = past(point);
    Instant departure = request.departure();
    // A storage whose state was unknown for a while, or over a restart, has not come anew.
    boolean stays = present.contains(point) || isSame(departures.get(point), departure);
    departures.put(point, departure);
    boolean comes = !stays && departure.isAfter(now);
    if (comes) {
      double stay = Duration.between(now, departure).toMillis();
      int slots = (int) Math.ceil(stay / grid.slot().toMillis());
      all.add(PastSession.of(slotOfDay(now), slots, request));
      if (all.size() > MOST) {
        all.removeFirst();
      }
    }
    if (comes || !isSame(keptDepartures.get(point), departure)) {
      keptDepartures.put(point, departure);
      kept.put(point, departure + PastSession.text(all));
    }
  }

  /** Whether two announced departures are of one session. */
  private static boolean isSame(@Nullable Instant one, Instant other) {
    return one != null && Duration.between(one, other).abs().compareTo(SAME_DEPARTURE) < 0;
  }

  /** Past sessions of a point, with those that were kept. */
  private List<PastSession> past(String point) {
    return past.computeIfAbsent(
        point,
        id -> {
          List<PastSession> all = new ArrayList<>();
          String[] words = kept.get(id).orElse("").split(" ");
          try {
            if (!words[0].isEmpty()) {
              all.addAll(PastSession.parse(words, grid.perDay()));
              Instant departure = Instant.parse(words[0]);
              departures.put(id, departure);
              keptDepartures.put(id, departure);
            }
          } catch (IllegalArgumentException | DateTimeException e) {
            all.clear();
            Logger.warn(
                "past sessions of {} are not understood and forgotten: {}", id, e.getMessage());
          }
          return all;
        });
  }

  private int slotOfDay(Instant instant) {
    long seconds = instant.getEpochSecond() + zone.getRules().getOffset(instant).getTotalSeconds();
    return Math.floorMod(Math.floorDiv(seconds, grid.slot().toSeconds()), grid.perDay());
  }

  /**
   * The next session, with the time after {@code after} by which half of the last ones had begun.
   *
   * @return empty where fewer than five were recorded
   */
  synchronized Optional<Expected> next(String point, Instant after) {
    List<PastSession> all = past(point);
    if (all.size() < FEWEST) {
      return Optional.empty();
    }
    int from = slotOfDay(after);
    int wait =
        1
            + median(
                all.stream().mapToInt(v -> Math.floorMod(v.slotOfDay() - from - 1, grid.perDay())));
    Instant comes = grid.after(grid.floor(after), wait);
    int stay = median(all.stream().mapToInt(PastSession::staySlots));
    return Optional.of(
        new Expected(
            comes,
            new ChargingRequest(
                point,
                all.stream().mapToDouble(PastSession::socPct).average().orElseThrow(),
                all.stream().mapToDouble(PastSession::targetPct).average().orElseThrow(),
                all.stream().mapToDouble(PastSession::mostPct).average().orElseThrow(),
                all.getLast().capacityWh(),
                grid.after(comes, stay))));
  }

  private static int median(java.util.stream.IntStream values) {
    int[] sorted = values.sorted().toArray();
    return sorted[sorted.length / 2];
  }

  /**
   * A session that is expected.
   *
   * @param comes when it begins
   * @param request its request from then on
   */
  record Expected(Instant comes, ChargingRequest request) {}
}
