package io.spikewatt.controller.dispatch;

import io.spikewatt.config.site.Role;
import io.spikewatt.controller.mode.GridLimits;
import java.util.ArrayList;
import java.util.List;

/** Heat pumps with SG-Ready contacts: they decide themselves unless a request says otherwise. */
final class HeatPumps {

  private final List<Output> pumps = new ArrayList<>();

  void add(Output output) {
    pumps.add(output);
  }

  /** One setpoint a pump. */
  List<ExplainedSetpoint> setpoints(DeviceRequests requests, GridLimits limits) {
    return pumps.stream().map(pump -> setpoint(pump, requests, limits)).toList();
  }

  private static ExplainedSetpoint setpoint(
      Output pump, DeviceRequests requests, GridLimits limits) {
    Explanation why = Explanation.of(Action.DECIDE, Reason.DEVICE_DECIDES);
    return requests
        .heatPump(pump.spec().signal().deviceId(), limits)
        .map(
            request ->
                pump.ask(
                    request.value(),
                    0.5,
                    Explanation.of(Action.DECIDE, Reason.REMOTE_REQUEST)
                        .boundBy(Bound.requested(request.value()))
                        .until(request.until())))
        .orElseGet(() -> pump.ask(Role.SgReady.NORMAL, 0.5, why));
  }
}
