package io.spikewatt.simulator.server;

import io.spikewatt.simulator.physics.HeatPumpDevice;
import io.spikewatt.simulator.physics.PlantWrite;
import io.spikewatt.simulator.physics.SimulatedPlant;
import java.util.Optional;

/** The heat pump with the holding registers of a Lambda EU-L. */
final class HeatPumpBank implements RegisterBank {

  private static final int OUTDOOR = 2;
  private static final int ORDER = 102;
  private static final int POWER = 103;
  private static final int BUFFER = 3002;

  @Override
  public PlantWrite.Device device() {
    return PlantWrite.Device.HEAT_PUMP;
  }

  @Override
  public Optional<int[]> read(SimulatedPlant plant, Table table, int address, int count) {
    if (table != Table.HOLDING || plant.heatPump().isEmpty()) {
      return Optional.empty();
    }
    HeatPumpDevice pump = plant.heatPump().get();
    for (RegisterBlock block :
        new RegisterBlock[] {
          new RegisterBlock(OUTDOOR, 1).s16(OUTDOOR, plant.outdoorC() * 10),
          new RegisterBlock(ORDER, 2).u16(ORDER, pump.orderedW()).s16(POWER, pump.powerW()),
          new RegisterBlock(BUFFER, 1).s16(BUFFER, pump.temperatureC() * 10)
        }) {
      if (block.covers(address, count)) {
        return Optional.of(block.slice(address, count));
      }
    }
    return Optional.empty();
  }

  @Override
  public Written write(SimulatedPlant plant, int address, int[] words) {
    if (address != ORDER || words.length != 1) {
      return Written.ILLEGAL_ADDRESS;
    }
    plant.orderHeat(words[0]);
    return Written.DONE;
  }
}
