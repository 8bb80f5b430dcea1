package io.spikewatt.simulator.server;

import io.spikewatt.simulator.physics.PlantWrite;
import io.spikewatt.simulator.physics.SimulatedPlant;
import java.util.Optional;

/** A Modbus device's registers, computed from the plant on each read. */
interface RegisterBank {

  /** The two register tables. */
  enum Table {
    HOLDING,
    INPUT
  }

  /** How a write ended, with Modbus' exception code. */
  enum Written {
    DONE(0),
    ILLEGAL_ADDRESS(2),
    ILLEGAL_VALUE(3);

    private final int exceptionCode;

    Written(int exceptionCode) {
      this.exceptionCode = exceptionCode;
    }

    int exceptionCode() {
      return exceptionCode;
    }
  }

  /** Whose registers these are. */
  PlantWrite.Device device();

  /** {@code count} words from {@code address} (0-based); empty if not all of them exist. */
  Optional<int[]> read(SimulatedPlant plant, Table table, int address, int count);

  /** Writes holding registers; nothing is changed unless it ends as DONE. */
  Written write(SimulatedPlant plant, int address, int[] words);
}
