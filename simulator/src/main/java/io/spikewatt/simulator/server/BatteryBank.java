package io.spikewatt.simulator.server;

import io.spikewatt.simulator.physics.BatteryStorage;
import io.spikewatt.simulator.physics.PlantWrite;
import io.spikewatt.simulator.physics.SimulatedPlant;
import java.util.Optional;

/**
 * The hybrid battery inverter's vendor map. The vendor counts charging as positive, the plant as
 * negative; measurements from 100, controls from 200, in both tables.
 */
final class BatteryBank implements RegisterBank {

  private static final int MEASURED = 100;
  private static final int CONTROL = 200;
  private static final int MODE = 200;
  private static final int SETPOINT = 201;
  private static final int HEARTBEAT = 203;

  @Override
  public PlantWrite.Device device() {
    return PlantWrite.Device.BATTERY;
  }

  @Override
  public Optional<int[]> read(SimulatedPlant plant, Table table, int address, int count) {
    BatteryStorage battery = plant.battery();
    RegisterBlock measured = new RegisterBlock(MEASURED, 11);
    if (measured.covers(address, count)) {
      measured.s32(100, -battery.powerW()).u16(102, battery.socPct() * 10);
      measured.s16(103, battery.temperatureC() * 10);
      measured.u32(104, battery.chargedWh() / 100).u32(106, battery.dischargedWh() / 100);
      measured.u16(108, battery.state().code()).u16(110, plant.busFrequencyHz() * 100);
      return Optional.of(measured.slice(address, count));
    }
    RegisterBlock control = new RegisterBlock(CONTROL, 5);
    if (control.covers(address, count)) {
      control.u16(MODE, battery.remote() ? 1 : 0).s32(SETPOINT, -battery.commandW());
      control.u16(HEARTBEAT, battery.heartbeat());
      control.u16(204, BatteryStorage.HEARTBEAT_TIMEOUT.toMillis() / 1_000.0);
      return Optional.of(control.slice(address, count));
    }
    return Optional.empty();
  }

  @Override
  public Written write(SimulatedPlant plant, int address, int[] words) {
    if (address < MODE || address + words.length - 1 > HEARTBEAT) {
      return Written.ILLEGAL_ADDRESS;
    }
    BatteryStorage battery = plant.battery();
    int[] control = new int[4];
    boolean[] touched = new boolean[4];
    for (int i = 0; i < words.length; i++) {
      control[address + i - MODE] = words[i];
      touched[address + i - MODE] = true;
    }
    // Half a setpoint would be a random power.
    if ((touched[0] && control[0] > 1) || touched[1] != touched[2]) {
      return Written.ILLEGAL_VALUE;
    }
    long now = plant.nowNanos();
    if (touched[3]) {
      battery.beat(now, control[3]);
    }
    if (touched[1]) {
      battery.setPower(now, -(double) ((control[1] << 16) | control[2]));
    }
    if (touched[0]) {
      battery.setRemote(now, control[0] == 1);
    }
    return Written.DONE;
  }
}
