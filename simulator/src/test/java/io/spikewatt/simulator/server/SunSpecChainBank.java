package io.spikewatt.simulator.server;

import io.spikewatt.simulator.physics.GridConnection;
import io.spikewatt.simulator.physics.PlantWrite;
import io.spikewatt.simulator.physics.SimulatedPlant;
import java.util.Optional;

/**
 * The PV inverter and the grid meter in one chain of models, as inverters with a meter at their own
 * bus show it: the inverter's models, then the meter's common model and model 203.
 */
public final class SunSpecChainBank implements RegisterBank {

  private static final int COMMON = SunSpecBank.END;
  private static final int M203 = COMMON + 68;
  private static final int END = M203 + 107;

  private final SunSpecBank inverter = new SunSpecBank();

  /** Serves them on Modbus TCP. */
  public static TcpServer server(SharedPlant plant, int port) {
    ModbusUnit unit = new ModbusUnit(PlantServers.INVERTER_UNIT, plant, new SunSpecChainBank());
    return new TcpServer("sim-pv-and-meter", port, new ModbusTcpHandler(unit));
  }

  @Override
  public PlantWrite.Device device() {
    return inverter.device();
  }

  @Override
  public Optional<int[]> read(SimulatedPlant plant, Table table, int address, int count) {
    RegisterBlock all = new RegisterBlock(SunSpecBank.BASE, END + 2 - SunSpecBank.BASE);
    if (table != Table.HOLDING || !all.covers(address, count)) {
      return Optional.empty();
    }
    int[] words =
        inverter.read(plant, table, SunSpecBank.BASE, COMMON - SunSpecBank.BASE).orElseThrow();
    for (int i = 0; i < words.length; i++) {
      all.raw(SunSpecBank.BASE + i, words[i]);
    }
    SunSpecBank.common(all, COMMON, "MTR-3", "SIM-MTR-0001");
    meter(all, plant.grid());
    all.raw(END, 0xFFFF).raw(END + 1, 0);
    return Optional.of(all.slice(address, count));
  }

  /** Import is positive. */
  private static void meter(RegisterBlock to, GridConnection grid) {
    to.fill(M203, 107, SunSpecBank.NO_INT).raw(M203, 203).raw(M203 + 1, 105);
    for (int phase = 0; phase < 3; phase++) {
      to.s16(M203 + 3 + phase, grid.currentA(phase) * 100);
      to.s16(M203 + 8 + phase, grid.voltageV(phase) * 10);
      to.s16(M203 + 19 + phase, grid.powerW(phase));
    }
    to.s16(M203 + 6, -2).s16(M203 + 15, -1);
    to.s16(M203 + 16, grid.frequencyHz() * 100).s16(M203 + 17, -2);
    to.s16(M203 + 18, grid.powerW()).s16(M203 + 22, 0);
    // Counters of other phases and kinds are not implemented: 0.
    to.fill(M203 + 38, 16, 0).fill(M203 + 55, 16, 0).fill(M203 + 72, 32, 0);
    to.u32(M203 + 38, grid.exportWh()).u32(M203 + 46, grid.importWh()).s16(M203 + 54, 0);
    to.fill(M203 + 105, 2, 0);
  }

  @Override
  public Written write(SimulatedPlant plant, int address, int[] words) {
    return inverter.write(plant, address, words);
  }
}
