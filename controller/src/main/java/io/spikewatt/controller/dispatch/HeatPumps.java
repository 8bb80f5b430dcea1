package io.spikewatt.controller.dispatch;

import io.spikewatt.config.site.Role;
import io.spikewatt.controller.limit.GridLimits;
import java.util.ArrayList;
import java.util.List;

/** Heat pumps with SG-Ready contacts. They decide by themselves without a request. */
final class HeatPumps {

  private final List<SetpointOutput> pumps = new ArrayList<>();

  void add(SetpointOutput setpointOutput) {
    pumps.add(setpointOutput);
  }

  /** One setpoint a pump. */
  List<ExplainedSetpoint> setpoints(DeviceRequests requests, GridLimits limits) {
    return pumps.stream().map(pump -> setpoint(pump, requests, limits)).toList();
  }

  private static ExplainedSetpoint setpoint(
      SetpointOutput pump, DeviceRequests requests, GridLimits limits) {
    Explanation why = Explanation.of(Action.DECIDE, Reason.DEVICE_DECIDES);
    return requests
        .heatPump(pump.spec().signal().deviceId(), limits)
        .map(
            request ->
                pump.setpoint(
                    request.value(),
                    0.5,
                    Explanation.of(Action.DECIDE, Reason.REMOTE_REQUEST)
                        .boundBy(Bound.requested(request.value()))
                        .until(request.until())))
        .orElseGet(() -> pump.setpoint(Role.SgReady.NORMAL, 0.5, why));
  }
}
