package io.spikewatt.simulator.chaos;

/** What goes wrong, how often, and for how long. */
public enum FaultKind {
  METER_SILENT(4, 3, 900),
  METER_FROZEN(2, 30, 1_200),
  METER_NAN(2, 3, 600),
  METER_TURNED(2, 5, 900),
  METER_SPIKES(2, 5, 600),
  FEEDER_SILENT(4, 5, 1_800),
  PLC_DOWN(3, 5, 1_200),
  BATTERY_DEAD(3, 3, 1_200),
  BATTERY_SLOW(2, 20, 900),
  BATTERY_EXCEPTIONS(2, 5, 900),
  BATTERY_CONTROLS_UNREADABLE(2, 30, 900),
  BATTERY_RECONNECTS(2, 30, 600),
  BATTERY_DERATED(2, 60, 3_600),
  BATTERY_DEAF(2, 30, 900),
  SOC_JUMPS(2, 1, 1),
  SOC_UNKNOWN(3, 3, 900),
  PV_DEAD(3, 3, 1_200),
  PV_EXCEPTIONS(2, 5, 900),
  PV_RECONNECTS(2, 30, 600),
  CONTACT_CLOSED(3, 10, 3_600),
  CONTACT_UNREADABLE(2, 3, 900),
  GRID_DOWN(2, 2, 2_400),
  BROKER_GONE(2, 30, 7_200),
  COMMANDS(4, 30, 1_800),
  RUBBISH(3, 30, 900),
  CLOCK_FORWARD(2, 1, 1),
  CLOCK_BACK(2, 1, 1),
  FORECASTS_STALE(2, 600, 14_400),
  DECISIONS_STALL(3, 2, 300),
  KILLED(3, 2, 240),
  STOPPED(1, 5, 240),
  // From here on for sites that can be islands. New kinds come last, so that a seed's other faults
  // do not change.
  GENSET_SILENT(3, 5, 1_800),
  GENSET_BROKEN(2, 60, 3_600),
  GENSET_STUCK(2, 60, 3_600),
  SWITCH_SILENT(3, 5, 1_800),
  SWITCH_STUCK(3, 30, 1_800),
  SECOND_OUTAGE(3, 60, 7_200),
  FORMER_TRIPS(4, 1, 1),
  // Of every site, and younger.
  SOC_FROZEN(2, 60, 7_200),
  SOC_OFF(2, 60, 3_600),
  SOC_DRIFTS(2, 600, 14_400),
  SOC_EXTREME(2, 30, 1_800),
  /** Only where there is a disk that may be filled. */
  DISK_FULL(3, 300, 10_800),
  HEAT_PUMP_DEAD(3, 3, 3_600),
  /** Several senders of different rights command at once. */
  SENDERS(4, 300, 7_200),
  /** Control is built anew while its links go on. */
  RELOADED(4, 1, 1),
  /** A second controller is started beside the first. */
  SECOND_START(3, 30, 300),
  // Lies of the grid meter, which are drawn on request only.
  METER_SIGN(2, 60, 3_600),
  METER_TENFOLD(2, 60, 3_600),
  METER_STUCK(2, 60, 3_600),
  METER_JUMPS(2, 60, 3_600),
  METER_PHASES_SWAPPED(2, 60, 3_600),
  METER_OFFSET(2, 60, 3_600),
  /** Too large and too small in turn, a second each. */
  METER_ALTERNATES(1, 60, 600),
  // Compute clusters that do as they like, which are drawn on request only.
  /** It draws what its work asks for, and reports so. */
  COMPUTE_IGNORES(6, 60, 7_200),
  /** It draws what its work asks for, and reports at most its budget. */
  COMPUTE_LIES(6, 60, 7_200);

  /** Faults that are drawn together. */
  enum Family {
    USUAL,
    /** The grid meter lies. */
    LYING_METER,
    /** A compute cluster does as it likes. */
    WILFUL_COMPUTE
  }

  private final double aDay;
  private final double shortestS;
  private final double longestS;

  FaultKind(double aDay, double shortestS, double longestS) {
    this.aDay = aDay;
    this.shortestS = shortestS;
    this.longestS = longestS;
  }

  /** Whether it needs a transfer switch or a genset. */
  boolean ofIsland() {
    return compareTo(GENSET_SILENT) >= 0 && compareTo(FORMER_TRIPS) <= 0;
  }

  Family family() {
    if (compareTo(COMPUTE_IGNORES) >= 0) {
      return Family.WILFUL_COMPUTE;
    }
    return compareTo(METER_SIGN) >= 0 ? Family.LYING_METER : Family.USUAL;
  }

  /** Whether the grid meter lies, which a controller must find out by itself. */
  boolean isLie() {
    return family() == Family.LYING_METER;
  }

  /** Whether the grid meter then reports a power that is not there. */
  boolean falseMeterPower() {
    return isLie() || this == METER_FROZEN || this == METER_TURNED || this == METER_SPIKES;
  }

  /** Mean number in 24 hours. */
  double aDay() {
    return aDay;
  }

  double shortestS() {
    return shortestS;
  }

  double longestS() {
    return longestS;
  }
}
