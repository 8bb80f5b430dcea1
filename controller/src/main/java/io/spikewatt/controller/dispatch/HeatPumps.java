package io.spikewatt.controller.dispatch;

import io.spikewatt.config.site.Role;
import io.spikewatt.hal.guard.Setpoint;
import io.spikewatt.hal.time.Moment;
import java.util.ArrayList;
import java.util.List;

/** Heat pumps with SG-Ready contacts: they decide themselves unless they are ordered otherwise. */
final class HeatPumps {

  private final List<SetpointOutput> pumps = new ArrayList<>();

  void add(SetpointOutput setpointOutput) {
    pumps.add(setpointOutput);
  }

  /** One setpoint a pump; orders replace it. */
  void ask(List<Setpoint> out, Moment validUntil) {
    for (SetpointOutput pump : pumps) {
      out.add(pump.setpoint(Role.SgReady.NORMAL, 0.5, validUntil, "the pump decides"));
    }
  }
}
