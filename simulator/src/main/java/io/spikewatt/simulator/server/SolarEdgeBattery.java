package io.spikewatt.simulator.server;

import io.spikewatt.simulator.physics.SelfRegulatingBattery;
import java.time.Duration;

/** The battery of a SolarEdge hybrid inverter with timed remote commands. */
public final class SolarEdgeBattery extends VendorBattery {

  private static final int REMOTE = 4;
  private static final int CONTROL = 0xE004;
  private static final int SECONDS = 0xE00B;
  private static final int COMMAND = 0xE00D;
  private static final int CHARGE_W = 0xE00E;
  private static final int DISCHARGE_W = 0xE010;

  public SolarEdgeBattery(SelfRegulatingBattery battery) {
    super(battery);
    put(CONTROL, 1);
    put(COMMAND, 7);
  }

  @Override
  protected void measure() {
    putFloat(0xE16C, battery.storage().temperatureC());
    putFloat(0xE174, -battery.storage().powerW());
    putFloat(0xE184, battery.storage().socPct());
    putLong(0xE176, Math.round(battery.storage().dischargedWh()));
    putLong(0xE17A, Math.round(battery.storage().chargedWh()));
    putLowFirst(0xE186, 7);
  }

  private void putFloat(int address, double value) {
    putLowFirst(address, Float.floatToIntBits((float) value));
  }

  private void putLong(int address, long value) {
    putLowFirst(address, value);
    putLowFirst(address + 2, value >>> 32);
  }

  private double watts(int address) {
    return Float.intBitsToFloat(lowFirst(address));
  }

  /** A new power acts at once while a command is in force; a command begins its time anew. */
  @Override
  protected void commanded(int address) {
    boolean power = (address == CHARGE_W || address == DISCHARGE_W) && battery.forced();
    if (address != COMMAND && address != CONTROL && !power) {
      return;
    }
    Duration lasts = Duration.ofSeconds(lowFirst(SECONDS));
    if (word(CONTROL) != REMOTE) {
      battery.release();
      return;
    }
    switch (word(COMMAND)) {
      case 1 -> battery.force(nowNanos, 0, lasts);
      case 3 -> battery.force(nowNanos, -watts(CHARGE_W), lasts);
      case 4 -> battery.force(nowNanos, watts(DISCHARGE_W), lasts);
      default -> battery.release();
    }
  }
}
