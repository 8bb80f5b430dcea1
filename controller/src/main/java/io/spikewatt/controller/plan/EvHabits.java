package io.spikewatt.controller.plan;

import io.spikewatt.controller.plan.PlanRequest.EvRequest;
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
 * Expected next car of each charger, from the last ones: the time of day by which half of them
 * came, the median stay, the mean energy on arrival and at departure.
 */
final class EvHabits {

  private static final int FEWEST = 5;
  private static final int MOST = 28;

  private final SlotGrid grid;
  private final ZoneId zone;
  private final Map<String, List<Visit>> visits = new HashMap<>();
  private final Map<String, Instant> departures = new HashMap<>();
  private Set<String> present = Set.of();

  /**
   * One car: slot of the day of its arrival, length of the announced stay in slots, and its need.
   */
  private record Visit(int slotOfDay, int staySlots, EvRequest wish) {}

  EvHabits(SlotGrid grid, ZoneId zone) {
    this.grid = grid;
    this.zone = zone;
  }

  /** Records cars that came since the last plan. */
  void observe(Instant now, List<EvRequest> requests) {
    Set<String> there = new HashSet<>();
    for (EvRequest request : requests) {
      there.add(request.id());
      // A car whose state was unknown for a while is not a new one.
      boolean same = request.departure().equals(departures.put(request.id(), request.departure()));
      if (!same && !present.contains(request.id()) && request.departure().isAfter(now)) {
        double stay = Duration.between(now, request.departure()).toMillis();
        List<Visit> all = visits.computeIfAbsent(request.id(), id -> new ArrayList<>());
        all.add(new Visit(slotOfDay(now), (int) Math.ceil(stay / grid.slot().toMillis()), request));
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
   * The next car with a probability of a half by some time after {@code after}.
   *
   * @return empty where fewer than five came so far
   */
  Optional<Expected> next(String charger, Instant after) {
    List<Visit> all = visits.getOrDefault(charger, List.of());
    if (all.size() < FEWEST) {
      return Optional.empty();
    }
    int from = slotOfDay(after);
    int wait =
        1
            + median(
                all.stream().mapToInt(v -> Math.floorMod(v.slotOfDay - from - 1, grid.perDay())));
    Instant comes = grid.floor(after).plus(grid.slot().multipliedBy(wait));
    int stay = median(all.stream().mapToInt(Visit::staySlots));
    EvRequest last = all.getLast().wish();
    return Optional.of(
        new Expected(
            comes,
            new EvRequest(
                charger,
                all.stream().mapToDouble(v -> v.wish.socPct()).average().orElseThrow(),
                all.stream().mapToDouble(v -> v.wish.targetPct()).average().orElseThrow(),
                all.stream().mapToDouble(v -> v.wish.mostPct()).average().orElseThrow(),
                last.capacityWh(),
                comes.plus(grid.slot().multipliedBy(stay)))));
  }

  private static int median(java.util.stream.IntStream values) {
    int[] sorted = values.sorted().toArray();
    return sorted[sorted.length / 2];
  }

  /**
   * A car that is expected.
   *
   * @param comes when it arrives
   * @param wish its need from then on
   */
  record Expected(Instant comes, EvRequest wish) {}
}
