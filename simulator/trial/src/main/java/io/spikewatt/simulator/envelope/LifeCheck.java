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
  public void wrote(PlantWrite write, EnvelopeView envelopeView) {
    DeviceRegisters deviceRegisters = envelopeView.standing();
    if (write.device() == Device.BATTERY
        && deviceRegisters.remote()
        && deviceRegisters.remoteSinceS() == envelopeView.nowS()
        && deviceRegisters.batteryRegisterW() != 0
        && envelopeView.nowS() - deviceRegisters.batterySetS()
            > envelopeView.envelope().latencyS()) {
      envelopeView.violated(
          EnvelopeRule.DEAD_MAN,
          Device.BATTERY,
          deviceRegisters.batteryRegisterW(),
          0,
          "remote control taken before a setpoint was written");
    }
  }

  @Override
  public void happened(PlantEvent event, EnvelopeView envelopeView) {
    if (event instanceof PlantEvent.BatteryFellBack
        && envelopeView.sight().controllerS(Visibility.Controller.RUNNING) > HEARTBEAT_S
        && envelopeView.sight().reachableS(Device.BATTERY) > HEARTBEAT_S) {
      envelopeView.violated(
          EnvelopeRule.DEAD_MAN,
          Device.BATTERY,
          HEARTBEAT_S,
          HEARTBEAT_S,
          "its heartbeat was not fed");
    }
  }

  @Override
  public void second(EnvelopeView envelopeView) {
    Visibility.Controller controller = envelopeView.sight().controller();
    decided =
        controller == Visibility.Controller.RUNNING
            || (decided && controller == Visibility.Controller.STALLED);
    deadMan(envelopeView);
    if (decided) {
      stalled(envelopeView);
    }
    gone(envelopeView);
  }

  /** A PV limit drops by itself, and a battery's setpoint is renewed. */
  private static void deadMan(EnvelopeView envelopeView) {
    DeviceRegisters deviceRegisters = envelopeView.standing();
    if (deviceRegisters.pvLimited()
        && (deviceRegisters.pvRevertS() < 1 || deviceRegisters.pvRevertS() > DEAD_MAN_S)) {
      envelopeView.violated(
          EnvelopeRule.DEAD_MAN,
          Device.PV,
          deviceRegisters.pvRevertS(),
          DEAD_MAN_S,
          "a limit without revert time");
    }
    double oldS = envelopeView.nowS() - deviceRegisters.batterySetS();
    if (deviceRegisters.batteryW() != 0 && oldS > DEAD_MAN_S) {
      envelopeView.violated(
          EnvelopeRule.EXPIRY,
          Device.BATTERY,
          deviceRegisters.batteryW(),
          0,
          "kept alive, and not written again for " + (int) oldS + " s");
    }
  }

  /** Setpoints lapse once no cycle decides any more. */
  private static void stalled(EnvelopeView envelopeView) {
    double stalledS = envelopeView.sight().controllerS(Visibility.Controller.STALLED);
    if (stalledS
        > VALID_CYCLES * envelopeView.envelope().cycleS() + envelopeView.envelope().latencyS()) {
      rests(
          EnvelopeRule.EXPIRY,
          envelopeView,
          true,
          "nothing was decided for " + (int) stalledS + " s");
    }
  }

  /** Devices fall back by themselves once the process has ended. */
  private static void gone(EnvelopeView envelopeView) {
    DeviceRegisters deviceRegisters = envelopeView.standing();
    double goneS = envelopeView.sight().controllerS(Visibility.Controller.GONE);
    if (goneS > HEARTBEAT_S + envelopeView.envelope().latencyS()
        && deviceRegisters.batteryW() != 0) {
      envelopeView.violated(
          EnvelopeRule.DEAD_MAN,
          Device.BATTERY,
          deviceRegisters.batteryW(),
          0,
          "its process ended " + (int) goneS + " s ago");
    }
    if (goneS > DEAD_MAN_S + envelopeView.envelope().latencyS()) {
      rests(
          EnvelopeRule.DEAD_MAN,
          envelopeView,
          false,
          "the process ended " + (int) goneS + " s ago");
      if (deviceRegisters.pvLimited()) {
        envelopeView.violated(
            EnvelopeRule.DEAD_MAN,
            Device.PV,
            envelopeView.pvW(),
            0,
            "the limit outlives its process");
      }
    }
  }

  private static void rests(
      EnvelopeRule envelopeRule, EnvelopeView envelopeView, boolean reach, String why) {
    double batteryW = envelopeView.standing().batteryW();
    if (batteryW != 0 && (!reach || envelopeView.answers(Device.BATTERY))) {
      envelopeView.violated(envelopeRule, Device.BATTERY, batteryW, 0, why);
    }
    if (envelopeView.evW() > 0 && (!reach || envelopeView.answers(Device.EV))) {
      envelopeView.violated(envelopeRule, Device.EV, envelopeView.evW(), 0, why);
    }
    double leastW = envelopeView.envelope().devices().compute().minW();
    if (envelopeView.computeW() > leastW + 1 && (!reach || envelopeView.answers(Device.COMPUTE))) {
      envelopeView.violated(envelopeRule, Device.COMPUTE, envelopeView.computeW(), leastW, why);
    }
  }
}
