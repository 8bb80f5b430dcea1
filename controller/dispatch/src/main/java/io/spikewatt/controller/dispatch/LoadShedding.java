package io.spikewatt.controller.dispatch;

import io.spikewatt.controller.asset.SheddableLoad;
import io.spikewatt.controller.setpoint.Action;
import io.spikewatt.controller.setpoint.ExplainedSetpoint;
import io.spikewatt.controller.setpoint.Explanation;
import io.spikewatt.controller.setpoint.Reason;
import io.spikewatt.hal.time.Moment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The relays that shed load: the last resort for the import limit, and for an island whose battery
 * runs low. One relay at a time, the highest tier first, within a tier in the configuration's
 * order; released in the opposite order.
 *
 * <p>Begins with the record. Without one, nothing is shed on the grid, where the limit sheds again
 * in seconds, and everything in an island, where a second overload may be the last.
 */
final class LoadShedding {

  static final Duration CONFIRM = Duration.ofSeconds(5);
  static final Duration LEAST_SHED = Duration.ofSeconds(60);
  static final Duration RELEASE_AFTER = Duration.ofSeconds(60);

  private record Relay(SheddableLoad load, SetpointOutput output, boolean lapses) {
    String id() {
      return output.spec().signal().deviceId();
    }
  }

  private final List<Relay> relays = new ArrayList<>();
  private final ShedRelayStore store;
  private int closed;
  private boolean known;
  private boolean decided;
  private Optional<Moment> lackSince = Optional.empty();
  private Optional<Moment> roomSince = Optional.empty();
  private Optional<Moment> switched = Optional.empty();

  LoadShedding(ShedRelayStore store) {
    this.store = store;
  }

  /**
   * Adds a relay.
   *
   * @param lapses whether the device drops a request by itself that is not renewed
   */
  void add(SheddableLoad load, SetpointOutput output, boolean lapses) {
    relays.add(new Relay(load, output, lapses));
    relays.sort(Comparator.comparingInt((Relay relay) -> relay.load.tier()).reversed());
  }

  /** Takes up the record, once all relays are added. */
  void resume() {
    Optional<Set<String>> shed = store.shed();
    known = shed.isPresent();
    for (int i = 0; i < relays.size() && known; i++) {
      closed = shed.get().contains(relays.get(i).id()) ? i + 1 : closed;
    }
  }

  /** The first decision in an island: without a record everything counts as shed. */
  void beginInIsland(Moment now) {
    begin(relays.size(), now);
  }

  /** When the relays switched before a restart is not known: the least times begin anew. */
  private void begin(int withoutRecord, Moment now) {
    if (decided) {
      return;
    }
    decided = true;
    closed = known ? closed : withoutRecord;
    known = true;
    switched = closed > 0 ? Optional.of(now) : Optional.empty();
    record();
  }

  private void record() {
    Map<String, Boolean> shedById = new HashMap<>();
    for (int i = 0; i < relays.size(); i++) {
      shedById.put(relays.get(i).id(), i < closed);
    }
    if (!relays.isEmpty()) {
      store.note(shedById);
    }
  }

  /** Relays that shed and drop that by themselves; an orderly end leaves them as they are. */
  Set<String> runningOn() {
    return relays.subList(0, closed).stream()
        .filter(Relay::lapses)
        .map(Relay::id)
        .collect(Collectors.toUnmodifiableSet());
  }

  /** Number of relays that shed now. */
  int closed() {
    return closed;
  }

  /** {@code lackW}: power still missing after all other measures, W; negative = room. */
  void update(double lackW, Moment now) {
    begin(0, now);
    lackSince = lackW > 0 ? Optional.of(lackSince.orElse(now)) : Optional.empty();
    boolean room = closed > 0 && -lackW > 1.1 * relays.get(closed - 1).load.loadW();
    roomSince = room ? Optional.of(roomSince.orElse(now)) : Optional.empty();
    if (closed < relays.size() && lasted(lackSince, CONFIRM, now)) {
      lackSince = Optional.of(now);
      change(closed + 1, now);
    } else if (lasted(roomSince, RELEASE_AFTER, now) && lasted(switched, LEAST_SHED, now)) {
      change(closed - 1, now);
    }
  }

  /**
   * Moves towards an island's requested number: sheds more at once, releases one relay at a time.
   *
   * @param wanted number of relays to shed
   */
  void aim(int wanted, Moment now) {
    beginInIsland(now);
    lackSince = Optional.empty();
    int goal = Math.clamp(wanted, 0, relays.size());
    if (goal > closed) {
      change(goal, now);
      return;
    }
    roomSince = goal < closed ? Optional.of(roomSince.orElse(now)) : Optional.empty();
    if (lasted(roomSince, RELEASE_AFTER, now) && lasted(switched, LEAST_SHED, now)) {
      change(closed - 1, now);
    }
  }

  private void change(int next, Moment now) {
    closed = next;
    roomSince = Optional.empty();
    switched = Optional.of(now);
    record();
  }

  int size() {
    return relays.size();
  }

  /** Number of relays, in their order, whose load is worth at most {@code perKwh}. */
  int upTo(double perKwh) {
    int count = 0;
    while (count < relays.size() && relays.get(count).load.costPerKwh() <= perKwh) {
      count++;
    }
    return count;
  }

  /** One setpoint a relay; none while a lost record leaves their state open. */
  List<ExplainedSetpoint> setpoints() {
    if (!known) {
      return List.of();
    }
    List<ExplainedSetpoint> setpoints = new ArrayList<>();
    for (int i = 0; i < relays.size(); i++) {
      boolean shed = i < closed;
      Explanation why =
          shed
              ? Explanation.of(Action.SHED, Reason.LOAD_EXCEEDS_SUPPLY)
              : Explanation.of(Action.RESTORE, Reason.NO_NEED);
      setpoints.add(relays.get(i).output.setpoint(shed ? 1 : 0, 0.5, why));
    }
    return setpoints;
  }

  private static boolean lasted(Optional<Moment> since, Duration least, Moment now) {
    return since.isPresent() && now.since(since.get()).compareTo(least) >= 0;
  }
}
