package io.spikewatt.simulator.server;

import io.spikewatt.simulator.physics.GridConnection;
import io.spikewatt.simulator.physics.MeterFault;
import io.spikewatt.simulator.physics.PlantWrite;
import io.spikewatt.simulator.physics.SimulatedPlant;
import java.util.Optional;

/** The grid meter with the input registers of an Eastron SDM630; import positive. */
final class MeterBank implements RegisterBank {

  private static final int LENGTH = 0x4C;

  private RegisterBlock last = new RegisterBlock(0, LENGTH);

  @Override
  public PlantWrite.Device device() {
    return PlantWrite.Device.GRID_METER;
  }

  @Override
  public Optional<int[]> read(SimulatedPlant plant, Table table, int address, int count) {
    if (plant.meterFault() != MeterFault.FROZEN) {
      last = measured(plant.grid(), plant.meterFault() == MeterFault.TURNED ? -1 : 1);
    }
    return table == Table.INPUT && last.covers(address, count)
        ? Optional.of(last.slice(address, count))
        : Optional.empty();
  }

  private static RegisterBlock measured(GridConnection grid, int sign) {
    RegisterBlock block = new RegisterBlock(0, LENGTH);
    double currentSum = 0;
    for (int phase = 0; phase < 3; phase++) {
      double volts = grid.voltageV(phase);
      block.f32(2 * phase, volts);
      block.f32(0x06 + 2 * phase, sign * grid.currentA(phase));
      block.f32(0x0C + 2 * phase, sign * grid.powerW(phase));
      block.f32(0x12 + 2 * phase, Math.abs(grid.powerW(phase)));
      block.f32(0x1E + 2 * phase, 1);
      currentSum += sign * grid.currentA(phase);
    }
    block.f32(0x30, currentSum).f32(0x34, sign * grid.powerW()).f32(0x38, Math.abs(grid.powerW()));
    block.f32(0x46, grid.frequencyHz());
    block.f32(0x48, grid.importWh() / 1_000).f32(0x4A, grid.exportWh() / 1_000);
    return block;
  }

  @Override
  public Written write(SimulatedPlant plant, int address, int[] words) {
    return Written.ILLEGAL_ADDRESS;
  }
}
