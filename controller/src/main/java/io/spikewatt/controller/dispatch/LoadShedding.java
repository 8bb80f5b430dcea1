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
import java.util.List;
import java.util.Optional;

/**
 * The relays that shed load: the last resort for the import limit, and for an island whose battery
 * runs low. One relay at a time, the highest tier first, within a tier in the configuration's
 * order; released in the opposite order.
 */
final class LoadShedding {

  static final Duration CONFIRM = Duration.ofSeconds(5);
  static final Duration LEAST_SHED = Duration.ofSeconds(60);
  static final Duration RELEASE_AFTER = Duration.ofSeconds(60);

  private record Relay(SheddableLoad load, SetpointOutput output) {}

  private final List<Relay> relays = new ArrayList<>();
  private int closed;
  private Optional<Moment> lackSince = Optional.empty();
  private Optional<Moment> roomSince = Optional.empty();
  private Optional<Moment> switched = Optional.empty();

  void add(SheddableLoad load, SetpointOutput output) {
    relays.add(new Relay(load, output));
    relays.sort(Comparator.comparingInt((Relay relay) -> relay.load.tier()).reversed());
  }

  /** Number of relays that shed now. */
  int closed() {
    return closed;
  }

  /**
   * Decides.
   *
   * @param lackW power still missing after all other measures, W; negative = room
   */
  void update(double lackW, Moment now) {
    lackSince = lackW > 0 ? Optional.of(lackSince.orElse(now)) : Optional.empty();
    boolean room = closed > 0 && -lackW > 1.1 * relays.get(closed - 1).load.loadW();
    roomSince = room ? Optional.of(roomSince.orElse(now)) : Optional.empty();
    if (closed < relays.size() && lasted(lackSince, CONFIRM, now)) {
      closed++;
      lackSince = Optional.of(now);
      switched = Optional.of(now);
    } else if (lasted(roomSince, RELEASE_AFTER, now) && lasted(switched, LEAST_SHED, now)) {
      closed--;
      roomSince = Optional.empty();
      switched = Optional.of(now);
    }
  }

  /**
   * Moves towards an island's requested number: sheds more at once, releases one relay at a time.
   *
   * @param wanted number of relays to shed
   */
  void aim(int wanted, Moment now) {
    lackSince = Optional.empty();
    int goal = Math.clamp(wanted, 0, relays.size());
    if (goal > closed) {
      closed = goal;
      roomSince = Optional.empty();
      switched = Optional.of(now);
      return;
    }
    roomSince = goal < closed ? Optional.of(roomSince.orElse(now)) : Optional.empty();
    if (lasted(roomSince, RELEASE_AFTER, now) && lasted(switched, LEAST_SHED, now)) {
      closed--;
      roomSince = Optional.empty();
      switched = Optional.of(now);
    }
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

  List<ExplainedSetpoint> setpoints() {
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
