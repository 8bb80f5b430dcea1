package io.spikewatt.controller.dispatch;

import io.spikewatt.config.words.Phrase;
import io.spikewatt.controller.setpoint.ExplainedSetpoint;
import io.spikewatt.controller.setpoint.Explanation;
import io.spikewatt.controller.setpoint.HeldBack;
import io.spikewatt.hal.signal.Signal;
import io.spikewatt.hal.time.Moment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One cycle's decisions.
 *
 * @param setpoints requests to the gate, at most one an output; an output without one keeps its
 *     last setpoint until that expires, then its safe value
 * @param validUntil when the setpoints lapse
 * @param activity activity of the site as a whole, and why
 * @param alarms alarms for people
 * @param heldBack cost of sparing memory, for each output that is spared
 */
public record Dispatch(
    List<ExplainedSetpoint> setpoints,
    Moment validUntil,
    SiteActivity activity,
    List<Alarm> alarms,
    List<HeldBack> heldBack) {

  public Dispatch {
    setpoints = List.copyOf(setpoints);
    alarms = List.copyOf(alarms);
    heldBack = List.copyOf(heldBack);
  }

  /** The same with more alarms. */
  public Dispatch and(List<Alarm> more) {
    List<Alarm> all = new ArrayList<>(alarms);
    all.addAll(more);
    return new Dispatch(setpoints, validUntil, activity, all, heldBack);
  }

  /** Why an output has its value; empty for one that was left alone. */
  public Optional<Explanation> explanation(Signal signal) {
    return setpoints.stream()
        .filter(setpoint -> setpoint.signal().equals(signal))
        .findFirst()
        .map(ExplainedSetpoint::explanation);
  }

  /**
   * @param code stable, for machines, for example {@code import-limit}
   * @param text one sentence for people
   */
  public record Alarm(String code, Phrase text) {}
}
