package io.spikewatt.simulator.envelope;

import io.spikewatt.simulator.physics.PlantEvent;
import io.spikewatt.simulator.physics.PlantWrite;
import io.spikewatt.simulator.physics.PlantWrite.Device;

/** Decisions that stop, processes that end, and the devices' own dead-man timers. */
final class LifeCheck implements Check {

  /** Cycles for which a decision holds. */
  private static final int VALID_CYCLES = 4;

  /** Longest dead-man of a device. */
  private static final double DEAD_MAN_S = 60;

  /** The hybrid inverter's. */
  private static final double HEARTBEAT_S = 30;

  /**
   * Whether this process has decided anything yet: one that stalls before it did has nothing that
   * could lapse, and what stands is what the one before left at its orderly end.
   */
  private boolean decided;

  /**
   * Judged at the very write: what stands in the register acts from then on. A value may be there
   * from a decision that still holds, as it would under control that was not interrupted.
   */
  @Override
  public void wrote(PlantWrite write, View view, Findings findings) {
    Standing standing = view.standing();
    if (write.device() == Device.BATTERY
        && standing.remote()
        && standing.remoteSinceS() == view.nowS()
        && standing.batteryRegisterW() != 0
        && view.nowS() - standing.batterySetS() > view.envelope().latencyS()) {
      findings.violates(
          Rule.DEAD_MAN,
          Device.BATTERY,
          standing.batteryRegisterW(),
          0,
          "remote control taken before a setpoint was written");
    }
  }

  @Override
  public void happened(PlantEvent event, View view, Findings findings) {
    if (event instanceof PlantEvent.BatteryFellBack
        && view.sight().controllerS(Sight.Controller.RUNNING) > HEARTBEAT_S
        && view.sight().reachableS(Device.BATTERY) > HEARTBEAT_S) {
      findings.violates(
          Rule.DEAD_MAN, Device.BATTERY, HEARTBEAT_S, HEARTBEAT_S, "its heartbeat was not fed");
    }
  }

  @Override
  public void second(View view, Findings findings) {
    Sight.Controller controller = view.sight().controller();
    decided =
        controller == Sight.Controller.RUNNING
            || (decided && controller == Sight.Controller.STALLED);
    deadMan(view, findings);
    if (decided) {
      stalled(view, findings);
    }
    gone(view, findings);
  }

  /** A PV limit drops by itself, and a battery's setpoint is renewed. */
  private static void deadMan(View view, Findings findings) {
    Standing standing = view.standing();
    if (standing.pvLimited() && (standing.pvRevertS() < 1 || standing.pvRevertS() > DEAD_MAN_S)) {
      findings.violates(
          Rule.DEAD_MAN,
          Device.PV,
          standing.pvRevertS(),
          DEAD_MAN_S,
          "a limit without revert time");
    }
    double oldS = view.nowS() - standing.batterySetS();
    if (standing.batteryW() != 0 && oldS > DEAD_MAN_S) {
      findings.violates(
          Rule.EXPIRY,
          Device.BATTERY,
          standing.batteryW(),
          0,
          "kept alive, and not written again for " + (int) oldS + " s");
    }
  }

  /** Setpoints lapse once no cycle decides any more. */
  private static void stalled(View view, Findings findings) {
    double stalledS = view.sight().controllerS(Sight.Controller.STALLED);
    if (stalledS > VALID_CYCLES * view.envelope().cycleS() + view.envelope().latencyS()) {
      rests(Rule.EXPIRY, view, true, "nothing was decided for " + (int) stalledS + " s", findings);
    }
  }

  /** Devices fall back by themselves once the process has ended. */
  private static void gone(View view, Findings findings) {
    Standing standing = view.standing();
    double goneS = view.sight().controllerS(Sight.Controller.GONE);
    if (goneS > HEARTBEAT_S + view.envelope().latencyS() && standing.batteryW() != 0) {
      findings.violates(
          Rule.DEAD_MAN,
          Device.BATTERY,
          standing.batteryW(),
          0,
          "its process ended " + (int) goneS + " s ago");
    }
    if (goneS > DEAD_MAN_S + view.envelope().latencyS()) {
      rests(Rule.DEAD_MAN, view, false, "the process ended " + (int) goneS + " s ago", findings);
      if (standing.pvLimited()) {
        findings.violates(
            Rule.DEAD_MAN, Device.PV, view.pvW(), 0, "the limit outlives its process");
      }
    }
  }

  private static void rests(Rule rule, View view, boolean reach, String why, Findings findings) {
    double batteryW = view.standing().batteryW();
    if (batteryW != 0 && (!reach || view.answers(Device.BATTERY))) {
      findings.violates(rule, Device.BATTERY, batteryW, 0, why);
    }
    if (view.evW() > 0 && (!reach || view.answers(Device.EV))) {
      findings.violates(rule, Device.EV, view.evW(), 0, why);
    }
    double leastW = view.envelope().devices().compute().minW();
    if (view.computeW() > leastW + 1 && (!reach || view.answers(Device.COMPUTE))) {
      findings.violates(rule, Device.COMPUTE, view.computeW(), leastW, why);
    }
  }
}
