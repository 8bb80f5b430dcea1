package io.spikewatt.controller.io;

import io.spikewatt.controller.dispatch.Dispatch;
import io.spikewatt.controller.dispatch.Dispatch.Alarm;
import io.spikewatt.controller.follow.TrackingMonitor;
import io.spikewatt.controller.mode.Mode;
import io.spikewatt.controller.report.ExplanationText;
import io.spikewatt.controller.report.OutputWrites;
import io.spikewatt.controller.setpoint.ExplainedSetpoint;
import io.spikewatt.hal.device.WriteReceipt;
import io.spikewatt.hal.guard.ApprovedSetpoint;
import io.spikewatt.hal.guard.CommandGate;
import io.spikewatt.hal.guard.LazyText;
import io.spikewatt.hal.guard.Setpoint;
import io.spikewatt.hal.guard.Setpoint.Purpose;
import io.spikewatt.hal.guard.Verdict;
import io.spikewatt.hal.signal.PlantSnapshot;
import io.spikewatt.hal.signal.Signal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Last stage before the devices: the gate judges every setpoint, approved ones go to the links, and
 * devices that do not follow raise alarms. Confined to the cycle's thread.
 *
 * @param setpointBoard where links find setpoints
 * @param board where links leave receipts
 */
public record OutputStage(
    CommandGate gate, SetpointBoard setpointBoard, PlantBoard board, TrackingMonitor tracking) {

  /**
   * One cycle's outputs.
   *
   * @param notFollowing devices that do not follow their setpoints
   */
  public record Written(List<Verdict> verdicts, OutputWrites writes, List<Alarm> notFollowing) {}

  public Map<Signal, Double> inForce() {
    Map<Signal, Double> values = new HashMap<>();
    for (ApprovedSetpoint setpoint : setpointBoard.all()) {
      values.put(setpoint.signal(), setpoint.value());
    }
    return values;
  }

  /** Whether a device is left to its own mode. */
  public boolean anyInOwnMode() {
    return setpointBoard.all().stream()
        .anyMatch(setpoint -> setpoint.purpose() == Purpose.OWN_MODE);
  }

  /** The gate's verdict on each setpoint; approved ones go to the links. */
  public List<Verdict> approve(Dispatch dispatch, PlantSnapshot snapshot) {
    List<Verdict> verdicts = new ArrayList<>(dispatch.setpoints().size());
    for (ExplainedSetpoint decided : dispatch.setpoints()) {
      Setpoint setpoint =
          decided.toSetpoint(
              dispatch.validUntil(), LazyText.of(() -> ExplanationText.reason(decided).english()));
      Verdict verdict = gate.approve(setpoint, snapshot);
      if (verdict instanceof Verdict.Approved approved) {
        setpointBoard.put(approved.setpoint());
      }
      verdicts.add(verdict);
    }
    return verdicts;
  }

  /** Hands a cycle's setpoints over, and judges how devices follow the setpoints in force. */
  public Written write(Dispatch dispatch, Mode mode, PlantSnapshot snapshot) {
    List<Verdict> verdicts = approve(dispatch, snapshot);
    List<WriteReceipt> receipts = board.receipts();
    return new Written(
        verdicts,
        new OutputWrites(receipts, board.tallies()),
        tracking.judge(expected(mode), receipts, snapshot));
  }

  /**
   * In an island the battery balances, so no setpoint is expected; nor before the first decision.
   */
  private Collection<ApprovedSetpoint> expected(Mode mode) {
    return mode.onIsland() || mode instanceof Mode.Starting ? List.of() : setpointBoard.all();
  }
}
