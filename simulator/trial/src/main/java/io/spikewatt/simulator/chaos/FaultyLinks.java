package io.spikewatt.simulator.chaos;

import io.spikewatt.simulator.server.DirectPort;
import io.spikewatt.simulator.server.SharedPlant;
import java.util.Random;

/** The links to the devices and their faults; they outlive the controller's process. */
final class FaultyLinks {

  private static final double METER_RANGE_W = 60_000;

  /** Input registers of the grid meter: power of the phases, and their sum. */
  private static final int[] METER_POWERS = {0x0C, 0x0E, 0x10, 0x34};

  private static final int METER_SUM = 0x34;

  private static final int BATTERY_SOC = 102;

  /** A battery that has no state of charge to show. */
  static final FaultyPort.Spoiler NO_CHARGE = soc(0xFFFF);

  final FaultyPort pv;
  final FaultyPort battery;
  final FaultyPort meter;
  final FaultyPort heatPump;
  private final Random random;

  /** The PLC as a whole. */
  boolean plcDown;

  /** One measuring card of it. */
  boolean feederSilent;

  boolean contactUnreadable;

  /** The genset's own line to the PLC. */
  boolean gensetSilent;

  /** The transfer switch's. */
  boolean switchSilent;

  FaultyLinks(SharedPlant plant, long seed) {
    this.pv = new FaultyPort(DirectPort.pvInverter(plant), seed + 1);
    this.battery = new FaultyPort(DirectPort.battery(plant), seed + 2);
    this.meter = new FaultyPort(DirectPort.gridMeter(plant), seed + 3);
    this.heatPump = new FaultyPort(DirectPort.heatPump(plant), seed + 5);
    this.random = new Random(seed + 4);
  }

  /** Powers of the grid meter that are no numbers. */
  void noNumbers(int address, int[] words) {
    for (int power : METER_POWERS) {
      put(power, Float.NaN, address, words);
    }
  }

  /** Every fifth answer of the grid meter is far off. */
  void spikes(int address, int[] words) {
    if (random.nextInt(5) == 0) {
      for (int power : METER_POWERS) {
        put(power, (float) (METER_RANGE_W * (random.nextDouble() - 0.5)), address, words);
      }
    }
  }

  /**
   * Powers of the grid meter in a wrong unit or with an offset.
   *
   * @param offsetW of the sum, W; a third of it in each phase
   */
  static FaultyPort.Spoiler linear(double factor, double offsetW) {
    return (address, words) -> {
      for (int power : METER_POWERS) {
        double offset = power == METER_SUM ? offsetW : offsetW / 3;
        put(power, (float) (factor * value(power, address, words) + offset), address, words);
      }
    };
  }

  /** Phases of the grid meter in the wrong order. */
  static void swappedPhases(int address, int[] words) {
    float first = value(METER_POWERS[0], address, words);
    put(METER_POWERS[0], value(METER_POWERS[1], address, words), address, words);
    put(METER_POWERS[1], value(METER_POWERS[2], address, words), address, words);
    put(METER_POWERS[2], first, address, words);
  }

  /** Not a number if the answer does not have it. */
  private static float value(int register, int address, int[] words) {
    int place = register - address;
    return place >= 0 && place + 1 < words.length
        ? Float.intBitsToFloat(words[place] << 16 | words[place + 1])
        : Float.NaN;
  }

  /**
   * A battery whose gauge is broken.
   *
   * @param pct the reported state of charge, percent
   */
  static FaultyPort.Spoiler charge(double pct) {
    return soc((int) Math.round(10 * pct));
  }

  private static FaultyPort.Spoiler soc(int word) {
    return (address, words) -> {
      int place = BATTERY_SOC - address;
      if (place >= 0 && place < words.length) {
        words[place] = word;
      }
    };
  }

  private static void put(int register, float value, int address, int[] words) {
    int place = register - address;
    if (place >= 0 && place + 1 < words.length) {
      int bits = Float.floatToRawIntBits(value);
      words[place] = bits >>> 16;
      words[place + 1] = bits & 0xFFFF;
    }
  }
}
