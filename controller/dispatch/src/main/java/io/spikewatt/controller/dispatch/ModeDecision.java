package io.spikewatt.controller.dispatch;

import io.spikewatt.controller.setpoint.ExplainedSetpoint;
import java.util.ArrayList;
import java.util.List;

/** Decision of one mode: setpoints, activity of the site, alarms. */
record ModeDecision(
    List<ExplainedSetpoint> setpoints, SiteActivity activity, List<Dispatch.Alarm> alarms) {

  ModeDecision(List<ExplainedSetpoint> setpoints, SiteActivity activity) {
    this(setpoints, activity, List.of());
  }

  /** The setpoints of several stages in their order. */
  @SafeVarargs
  static List<ExplainedSetpoint> join(List<ExplainedSetpoint>... stages) {
    List<ExplainedSetpoint> all = new ArrayList<>();
    for (List<ExplainedSetpoint> stage : stages) {
      all.addAll(stage);
    }
    return all;
  }
}
