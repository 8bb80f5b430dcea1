package io.spikewatt.controller.plan;

import io.spikewatt.controller.plan.PlanRequest.EvRequest;
import io.spikewatt.hal.store.KeptValues;
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
import org.tinylog.Logger;

/**
 * Expected next car of each charger, from the last ones: the time of day by which half of them
 * came, the median stay, the mean energy on arrival and at departure. The cars survive a restart.
 */
public final class EvHabits {

  private static final int FEWEST = 5;
  private static final int MOST = 28;

  private final SlotGrid grid;
  private final ZoneId zone;
  private final KeptValues kept;
  private final Map<String, List<EvVisit>> visits = new HashMap<>();
  private final Map<String, Instant> departures = new HashMap<>();
  private Set<String> present = Set.of();

  /**
   * @param kept store that survives a restart, by charger
   */
  EvHabits(SlotGrid grid, ZoneId zone, KeptValues kept) {
    this.grid = grid;
    this.zone = zone;
    this.kept = kept;
  }

  /** The daemon's habits in the state directory. */
  public static EvHabits in(Path directory, ZoneId zone) {
    String comment =
        "announced departure, then the last cars: slot of arrival, slots of stay, %, % wanted,"
            + " % at most, Wh";
    Path file = directory.resolve("ev-visits.properties");
    return new EvHabits(
        PlannerSettings.DAEMON.slots(), zone, KeptValues.in(file, comment, Logger::warn));
  }

  /** The daemon's habits, which begin anew with each start. */
  public static EvHabits inMemory(ZoneId zone) {
    return new EvHabits(PlannerSettings.DAEMON.slots(), zone, KeptValues.inMemory());
  }

  /** Records cars that came since the last plan. */
  void observe(Instant now, List<EvRequest> requests) {
    Set<String> there = new HashSet<>();
    for (EvRequest request : requests) {
      String charger = request.id();
      there.add(charger);
      List<EvVisit> all = visits(charger);
      // A car whose state was unknown for a while is not a new one.
      boolean same = request.departure().equals(departures.put(charger, request.departure()));
      if (!same && !present.contains(charger) && request.departure().isAfter(now)) {
        double stay = Duration.between(now, request.departure()).toMillis();
        int slots = (int) Math.ceil(stay / grid.slot().toMillis());
        all.add(EvVisit.of(slotOfDay(now), slots, request));
        if (all.size() > MOST) {
          all.removeFirst();
        }
      }
      if (!same) {
        kept.put(charger, request.departure() + EvVisit.text(all));
      }
    }
    present = there;
  }

  /** Cars of a charger, with those that were kept. */
  private List<EvVisit> visits(String charger) {
    return visits.computeIfAbsent(
        charger,
        id -> {
          List<EvVisit> all = new ArrayList<>();
          String[] words = kept.get(id).orElse("").split(" ");
          try {
            if (!words[0].isEmpty()) {
              all.addAll(EvVisit.parse(words, grid.perDay()));
              departures.put(id, Instant.parse(words[0]));
            }
          } catch (IllegalArgumentException | DateTimeException e) {
            all.clear();
            Logger.warn("the cars of {} are not understood and forgotten: {}", id, e.getMessage());
          }
          return all;
        });
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
    List<EvVisit> all = visits(charger);
    if (all.size() < FEWEST) {
      return Optional.empty();
    }
    int from = slotOfDay(after);
    int wait =
        1
            + median(
                all.stream().mapToInt(v -> Math.floorMod(v.slotOfDay() - from - 1, grid.perDay())));
    Instant comes = grid.floor(after).plus(grid.slot().multipliedBy(wait));
    int stay = median(all.stream().mapToInt(EvVisit::staySlots));
    return Optional.of(
        new Expected(
            comes,
            new EvRequest(
                charger,
                all.stream().mapToDouble(EvVisit::socPct).average().orElseThrow(),
                all.stream().mapToDouble(EvVisit::targetPct).average().orElseThrow(),
                all.stream().mapToDouble(EvVisit::mostPct).average().orElseThrow(),
                all.getLast().capacityWh(),
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
