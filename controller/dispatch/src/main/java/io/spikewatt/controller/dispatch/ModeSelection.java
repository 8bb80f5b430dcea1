package io.spikewatt.controller.dispatch;

import io.spikewatt.controller.asset.OperationModes;
import io.spikewatt.controller.limit.GridLimits;
import io.spikewatt.controller.setpoint.Action;
import io.spikewatt.controller.setpoint.Bound;
import io.spikewatt.controller.setpoint.ExplainedSetpoint;
import io.spikewatt.controller.setpoint.Explanation;
import io.spikewatt.controller.setpoint.Reason;

/** Operation mode of one device, which decides by itself without a request. */
record ModeSelection(OperationModes modes, SetpointOutput output) {

  ExplainedSetpoint setpoint(DeviceRequests requests, GridLimits limits) {
    return requests
        .operationMode(output.spec().signal().deviceId(), modes.normal(), limits)
        .map(
            request ->
                output.setpoint(
                    request.value(),
                    0.5,
                    Explanation.of(Action.DECIDE, Reason.REMOTE_REQUEST)
                        .boundBy(Bound.requested(request.value()))
                        .until(request.until())))
        .orElseGet(
            () ->
                output.setpoint(
                    modes.normal(), 0.5, Explanation.of(Action.DECIDE, Reason.DEVICE_DECIDES)));
  }
}
