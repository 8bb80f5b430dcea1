package io.spikewatt.controller.plan;

import io.spikewatt.controller.asset.ChargingRequest;
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

/**
 * Next session expected at each charging point, from the last ones: the time of day by which half
 * of them had begun, the median stay, the mean level on arrival and at departure.
 */
final class SessionForecaster {

  private static final int FEWEST = 5;
  private static final int MOST = 28;

  private final SlotGrid grid;
  private final ZoneId zone;
  private final Map<String, List<PastSession>> past = new HashMap<>();
  private final Map<String, Instant> departures = new HashMap<>();
  private Set<String> present = Set.of();

  /** A session: slot of the day of its arrival, announced stay in slots, and its request. */
  private record PastSession(int slotOfDay, int staySlots, ChargingRequest request) {}

  SessionForecaster(SlotGrid grid, ZoneId zone) {
    this.grid = grid;
    this.zone = zone;
  }

  /** Records sessions that began since the last plan. */
  void observe(Instant now, List<ChargingRequest> requests) {
    Set<String> there = new HashSet<>();
    for (ChargingRequest request : requests) {
      there.add(request.id());
      // A storage whose state was unknown for a while has not come anew.
      boolean same = request.departure().equals(departures.put(request.id(), request.departure()));
      if (!same && !present.contains(request.id()) && request.departure().isAfter(now)) {
        double stay = Duration.between(now, request.departure()).toMillis();
        List<PastSession> all = past.computeIfAbsent(request.id(), id -> new ArrayList<>());
        all.add(
            new PastSession(
                slotOfDay(now), (int) Math.ceil(stay / grid.slot().toMillis()), request));
        if (all.size() > MOST) {
          all.removeFirst();
        }
      }
    }
    present = there;
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
  Optional<Expected> next(String point, Instant after) {
    List<PastSession> all = past.getOrDefault(point, List.of());
    if (all.size() < FEWEST) {
      return Optional.empty();
    }
    int from = slotOfDay(after);
    int wait =
        1
            + median(
                all.stream().mapToInt(v -> Math.floorMod(v.slotOfDay - from - 1, grid.perDay())));
    Instant comes = grid.floor(after).plus(grid.slot().multipliedBy(wait));
    int stay = median(all.stream().mapToInt(PastSession::staySlots));
    ChargingRequest last = all.getLast().request();
    return Optional.of(
        new Expected(
            comes,
            new ChargingRequest(
                point,
                all.stream().mapToDouble(v -> v.request.socPct()).average().orElseThrow(),
                all.stream().mapToDouble(v -> v.request.targetPct()).average().orElseThrow(),
                all.stream().mapToDouble(v -> v.request.mostPct()).average().orElseThrow(),
                last.capacityWh(),
                comes.plus(grid.slot().multipliedBy(stay)))));
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
