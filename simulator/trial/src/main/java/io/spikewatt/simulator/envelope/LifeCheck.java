package io.spikewatt.simulator.envelope;

import io.spikewatt.simulator.physics.PlantEvent;
import io.spikewatt.simulator.physics.PlantWrite;
import io.spikewatt.simulator.physics.PlantWrite.Device;

/** Decisions that stop, processes that end, and the devices' own dead-man timers. */
final class LifeCheck implements EnvelopeCheck {

  /** Cycles for which a decision holds. */
  private static final int VALID_CYCLES = 4;

  /** Longest dead-man of a device. */
  private static final double DEAD_MAN_S = 60;

  /** The hybrid inverter's. */
  private static final double HEARTBEAT_S = 30;

  /**
   * Whether this process has decided anything yet. One that stalls before its first decision has no
   * setpoint that could lapse; the devices hold what the previous process left at its orderly end.
   */
  private boolean decided;

  /**
   * Checked at the write itself, because the register's value acts from then on. The value may stem
   * from a decision that is still valid, as under uninterrupted control.
   */
  @Override
  public void wrote(PlantWrite write, EnvelopeView view) {
    DeviceRegisters registers = view.standing();
    if (write.device() == Device.BATTERY
        && registers.remote()
        && registers.remoteSinceS() == view.nowS()
        && registers.batteryRegisterW() != 0
        && view.nowS() - registers.batterySetS() > view.latencyS()) {
      double setW = registers.batteryRegisterW();
      String why = "remote control taken before a setpoint was written";
      view.violated(EnvelopeRule.DEAD_MAN, Device.BATTERY, setW, 0, why);
    }
  }

  @Override
  public void happened(PlantEvent event, EnvelopeView view) {
    if (event instanceof PlantEvent.BatteryFellBack
        && view.runningS() > HEARTBEAT_S
        && view.sight().reachableS(Device.BATTERY) > HEARTBEAT_S) {
      String why = "its heartbeat was not fed";
      view.violated(EnvelopeRule.DEAD_MAN, Device.BATTERY, HEARTBEAT_S, HEARTBEAT_S, why);
    }
  }

  @Override
  public void second(EnvelopeView view) {
    Visibility.Controller controller = view.sight().controller();
    decided =
        controller == Visibility.Controller.RUNNING
            || (decided && controller == Visibility.Controller.STALLED);
    deadMan(view);
    if (decided) {
      stalled(view);
    }
    gone(view);
  }

  /** A PV limit drops by itself, and a battery's setpoint is renewed. */
  private static void deadMan(EnvelopeView view) {
    DeviceRegisters registers = view.standing();
    double revertS = registers.pvRevertS();
    if (registers.pvLimited() && (revertS < 1 || revertS > DEAD_MAN_S)) {
      String why = "a limit without revert time";
      view.violated(EnvelopeRule.DEAD_MAN, Device.PV, revertS, DEAD_MAN_S, why);
    }
    double oldS = view.nowS() - registers.batterySetS();
    double setW = registers.batteryW();
    if (setW != 0 && oldS > DEAD_MAN_S) {
      String why = "kept alive, and not written again for " + (int) oldS + " s";
      view.violated(EnvelopeRule.EXPIRY, Device.BATTERY, setW, 0, why);
    }
  }

  /** Setpoints lapse once no cycle decides any more. */
  private static void stalled(EnvelopeView view) {
    double stalledS = view.sight().controllerS(Visibility.Controller.STALLED);
    if (stalledS > VALID_CYCLES * view.cycleS() + view.latencyS()) {
      String why = "nothing was decided for " + (int) stalledS + " s";
      rests(EnvelopeRule.EXPIRY, view, true, why);
    }
  }

  /** Devices fall back by themselves once the process has ended. */
  private static void gone(EnvelopeView view) {
    DeviceRegisters registers = view.standing();
    double goneS = view.sight().controllerS(Visibility.Controller.GONE);
    String ended = "process ended " + (int) goneS + " s ago";
    double setW = registers.batteryW();
    if (goneS > HEARTBEAT_S + view.latencyS() && setW != 0) {
      view.violated(EnvelopeRule.DEAD_MAN, Device.BATTERY, setW, 0, "its " + ended);
    }
    if (goneS > DEAD_MAN_S + view.latencyS()) {
      rests(EnvelopeRule.DEAD_MAN, view, false, "the " + ended);
      if (registers.pvLimited()) {
        String why = "the limit outlives its process";
        view.violated(EnvelopeRule.DEAD_MAN, Device.PV, view.pvW(), 0, why);
      }
    }
  }

  private static void rests(EnvelopeRule rule, EnvelopeView view, boolean reach, String why) {
    double batteryW = view.standing().batteryW();
    if (batteryW != 0 && (!reach || view.answers(Device.BATTERY))) {
      view.violated(rule, Device.BATTERY, batteryW, 0, why);
    }
    if (view.evW() > 0 && (!reach || view.answers(Device.EV))) {
      view.violated(rule, Device.EV, view.evW(), 0, why);
    }
    double leastW = view.devices().compute().minW();
    if (view.computeW() > leastW + 1 && (!reach || view.answers(Device.COMPUTE))) {
      view.violated(rule, Device.COMPUTE, view.computeW(), leastW, why);
    }
  }
}
