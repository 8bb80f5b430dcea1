package io.spikewatt.controller.dispatch;

import io.spikewatt.hal.guard.Setpoint;
import java.util.ArrayList;
import java.util.List;

/**
 * One cycle's decisions.
 *
 * @param setpoints wishes for the gate, at most one an output; an output without one keeps what it
 *     has until that expires, then its safe value
 * @param explanation one sentence: what is done and why
 * @param alarms what a person should know
 */
public record Dispatch(List<Setpoint> setpoints, String explanation, List<Alarm> alarms) {

  public Dispatch {
    setpoints = List.copyOf(setpoints);
    alarms = List.copyOf(alarms);
  }

  /** The same with more alarms. */
  public Dispatch and(List<Alarm> more) {
    List<Alarm> all = new ArrayList<>(alarms);
    all.addAll(more);
    return new Dispatch(setpoints, explanation, all);
  }

  /**
   * @param code stable, for machines, for example {@code import-limit}
   * @param text one sentence for people
   */
  public record Alarm(String code, String text) {}
}
