package io.spikewatt.simulator.server;

import io.spikewatt.simulator.physics.SelfRegulatingBattery;
import java.time.Duration;

/** A Huawei LUNA2000 behind a SUN2000 that maximises self-consumption. */
public final class HuaweiBattery extends VendorBattery {

  private static final int RUNNING = 2;
  private static final int MINUTES = 47083;
  private static final int COMMAND = 47100;
  private static final int CHARGE_W = 47247;
  private static final int DISCHARGE_W = 47249;

  public HuaweiBattery(SelfRegulatingBattery battery) {
    super(battery);
  }

  @Override
  protected void measure() {
    put(37760, (int) Math.round(10 * battery.storage().socPct()));
    put(37762, RUNNING);
    putHighFirst(37765, Math.round(-battery.storage().powerW()));
    putHighFirst(37780, Math.round(battery.storage().chargedWh() / 10));
    putHighFirst(37782, Math.round(battery.storage().dischargedWh() / 10));
  }

  /** A new power acts at once while a command is in force; a command begins its time anew. */
  @Override
  protected void commanded(int address) {
    boolean command = address == COMMAND;
    boolean power = (address == CHARGE_W || address == DISCHARGE_W) && battery.forced();
    if (!command && !power) {
      return;
    }
    Duration lasts = Duration.ofMinutes(word(MINUTES));
    switch (word(COMMAND)) {
      case 1 -> battery.force(nowNanos, -highFirst(CHARGE_W), lasts);
      case 2 -> battery.force(nowNanos, highFirst(DISCHARGE_W), lasts);
      default -> battery.release();
    }
  }
}
