package io.spikewatt.simulator.server;

import io.spikewatt.simulator.physics.PlantWrite;
import io.spikewatt.simulator.physics.PvInverter;
import io.spikewatt.simulator.physics.PvLimit;
import io.spikewatt.simulator.physics.SimulatedPlant;
import java.util.Optional;

/**
 * The PV inverter as SunSpec device at 40000: models 1, 103, 120, 121, 122, 123, as defined by the
 * SunSpec Alliance's published model files. Only model 123 can be written.
 */
final class SunSpecBank implements RegisterBank {

  static final int BASE = 40_000;
  private static final int M1 = BASE + 2;
  private static final int M103 = M1 + 68;
  private static final int M120 = M103 + 52;
  private static final int M121 = M120 + 28;
  private static final int M122 = M121 + 32;
  private static final int M123 = M122 + 46;
  static final int END = M123 + 26;

  static final int NO_INT = 0x8000;
  private static final int NO_UINT = 0xFFFF;

  @Override
  public PlantWrite.Device device() {
    return PlantWrite.Device.PV;
  }

  @Override
  public Optional<int[]> read(SimulatedPlant plant, Table table, int address, int count) {
    RegisterBlock all = new RegisterBlock(BASE, END + 2 - BASE);
    if (table != Table.HOLDING || !all.covers(address, count)) {
      return Optional.empty();
    }
    all.raw(BASE, 0x5375).raw(BASE + 1, 0x6E53);
    common(all, M1, "PV-12K", "SIM-PV-0001");
    inverter(all, plant);
    nameplate(all, plant.pv());
    settings(all, plant.pv());
    status(all, plant);
    controls(all, plant.pv().limit());
    all.raw(END, 0xFFFF).raw(END + 1, 0);
    return Optional.of(all.slice(address, count));
  }

  /** The common model at an address. */
  static void common(RegisterBlock to, int at, String model, String serial) {
    to.raw(at, 1).raw(at + 1, 66);
    to.text(at + 2, 16, "Spikewatt Sim").text(at + 18, 16, model);
    to.text(at + 42, 8, "1.0").text(at + 50, 16, serial);
    to.u16(at + 66, 1).raw(at + 67, NO_INT);
  }

  private static void inverter(RegisterBlock to, SimulatedPlant plant) {
    PvInverter pv = plant.pv();
    double phaseA = pv.powerW() / 3 / 230;
    to.raw(M103, 103).raw(M103 + 1, 50);
    to.u16(M103 + 2, 3 * phaseA * 100);
    for (int phase = 0; phase < 3; phase++) {
      double volts = plant.busVoltageV(phase);
      to.u16(M103 + 3 + phase, phaseA * 100);
      to.u16(M103 + 7 + phase, volts * Math.sqrt(3) * 10);
      to.u16(M103 + 10 + phase, volts * 10);
    }
    to.s16(M103 + 6, -2).s16(M103 + 13, -1);
    to.s16(M103 + 14, pv.powerW()).s16(M103 + 15, 0);
    to.u16(M103 + 16, plant.busFrequencyHz() * 100).s16(M103 + 17, -2);
    to.s16(M103 + 18, pv.powerW()).s16(M103 + 19, 0);
    to.s16(M103 + 20, 0).s16(M103 + 21, 0);
    to.s16(M103 + 22, 1_000).s16(M103 + 23, -1);
    to.u32(M103 + 24, pv.energyWh()).s16(M103 + 26, 0);
    to.fill(M103 + 27, 4, NO_UINT).raw(M103 + 28, NO_INT).raw(M103 + 30, NO_INT);
    to.s16(M103 + 31, pv.powerW() / 0.975).s16(M103 + 32, 0);
    to.s16(M103 + 33, 10 * (28 + 20 * pv.powerW() / pv.ratedW()));
    to.fill(M103 + 34, 3, NO_INT).s16(M103 + 37, -1);
    to.u16(M103 + 38, pv.state().code()).raw(M103 + 39, NO_UINT);
    // Evt1 and Evt2 are empty bit fields; the vendor's own are not implemented.
    to.fill(M103 + 40, 4, 0).fill(M103 + 44, 8, NO_UINT);
  }

  private static void nameplate(RegisterBlock to, PvInverter pv) {
    to.raw(M120, 120).raw(M120 + 1, 26).u16(M120 + 2, 4);
    to.u16(M120 + 3, pv.ratedW()).s16(M120 + 4, 0);
    to.u16(M120 + 5, pv.ratedW()).s16(M120 + 6, 0);
    to.s16(M120 + 7, 6_000).s16(M120 + 8, 6_000).s16(M120 + 9, -6_000).s16(M120 + 10, -6_000);
    to.s16(M120 + 11, 0).u16(M120 + 12, pv.ratedW() / 690 * 10).s16(M120 + 13, -1);
    to.fill(M120 + 14, 4, 80).s16(M120 + 18, -2);
    for (int point = 19; point < 27; point += 2) {
      to.raw(M120 + point, NO_UINT).raw(M120 + point + 1, NO_INT);
    }
    to.raw(M120 + 27, NO_INT);
  }

  private static void settings(RegisterBlock to, PvInverter pv) {
    to.raw(M121, 121).raw(M121 + 1, 30);
    to.u16(M121 + 2, pv.ratedW()).u16(M121 + 3, 230).s16(M121 + 4, 0);
    to.fill(M121 + 5, 17, NO_UINT);
    // int16 points among the optional ones: reactive limits and power factors.
    to.fill(M121 + 8, 4, NO_INT).fill(M121 + 13, 4, NO_INT);
    to.s16(M121 + 22, 0).s16(M121 + 23, 0).s16(M121 + 24, 0).fill(M121 + 25, 7, NO_INT);
  }

  private static void status(RegisterBlock to, SimulatedPlant plant) {
    PvInverter pv = plant.pv();
    boolean producing = pv.powerW() > 0;
    int connected = pv.limit().connected() ? 1 : 0;
    to.raw(M122, 122).raw(M122 + 1, 44);
    to.raw(M122 + 2, connected | connected << 1 | (producing ? 4 : 0));
    to.raw(M122 + 3, 0).raw(M122 + 4, connected);
    to.u64(M122 + 5, pv.energyWh());
    to.raw(M122 + 29, NO_INT).raw(M122 + 30, NO_INT);
    to.u16(M122 + 31, pv.availableW()).s16(M122 + 32, 0);
    to.u32(M122 + 33, 0).u32(M122 + 35, pv.limit().enabled() ? 1 : 0);
    to.text(M122 + 37, 4, "RTC").u32(M122 + 41, sunSpecSeconds(plant));
    to.raw(M122 + 43, 0).raw(M122 + 44, NO_UINT).raw(M122 + 45, NO_INT);
  }

  /** SunSpec counts from 2000-01-01T00:00:00Z. */
  private static double sunSpecSeconds(SimulatedPlant plant) {
    return (double) (plant.instant().getEpochSecond() - 946_684_800L);
  }

  private static void controls(RegisterBlock to, PvLimit limit) {
    to.raw(M123, 123).raw(M123 + 1, 24);
    to.u16(M123 + 2, 0).u16(M123 + 3, 0).u16(M123 + 4, limit.connected() ? 1 : 0);
    to.u16(M123 + 5, limit.percent() * 100).u16(M123 + 6, limit.windowS());
    to.u16(M123 + 7, limit.revertS()).u16(M123 + 8, limit.rampS());
    to.u16(M123 + 9, limit.enabled() ? 1 : 0);
    // Power factor and reactive power are fixed: cos phi 1, not enabled.
    to.s16(M123 + 10, 100).fill(M123 + 11, 3, NO_UINT).u16(M123 + 14, 0);
    to.fill(M123 + 15, 3, NO_INT).fill(M123 + 18, 4, NO_UINT).u16(M123 + 22, 0);
    to.s16(M123 + 23, -2).s16(M123 + 24, -2).raw(M123 + 25, NO_INT);
  }

  @Override
  public Written write(SimulatedPlant plant, int address, int[] words) {
    PvLimit limit = plant.pv().limit();
    for (int i = 0; i < words.length; i++) {
      int word = words[i];
      int point = address + i - M123;
      if (point < 4 || point > 9) {
        return Written.ILLEGAL_ADDRESS;
      }
      if (word > (point == 5 ? 10_000 : point == 4 || point == 9 ? 1 : NO_UINT)) {
        return Written.ILLEGAL_VALUE;
      }
      limit =
          switch (point) {
            case 4 -> with(limit, word == 1, limit.percent(), limit.enabled());
            case 5 -> with(limit, limit.connected(), word / 100.0, limit.enabled());
            case 6 -> timed(limit, word, limit.revertS(), limit.rampS());
            case 7 -> timed(limit, limit.windowS(), word, limit.rampS());
            case 8 -> timed(limit, limit.windowS(), limit.revertS(), word);
            default -> with(limit, limit.connected(), limit.percent(), word == 1);
          };
    }
    plant.pv().command(plant.nowNanos(), limit);
    return Written.DONE;
  }

  private static PvLimit with(PvLimit old, boolean connected, double percent, boolean enabled) {
    return new PvLimit(connected, percent, old.windowS(), old.revertS(), old.rampS(), enabled);
  }

  private static PvLimit timed(PvLimit old, int windowS, int revertS, int rampS) {
    return new PvLimit(old.connected(), old.percent(), windowS, revertS, rampS, old.enabled());
  }
}
