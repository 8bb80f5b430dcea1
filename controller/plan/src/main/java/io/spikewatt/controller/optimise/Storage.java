package io.spikewatt.controller.optimise;

/**
 * A storage of energy, for as long as it is connected. Energies are internal, powers at the bus.
 *
 * @param minKwh lowest energy
 * @param maxKwh highest energy, {@code >= minKwh}
 * @param converter between the storage and the bus
 * @param visit when it is connected, and its goal at the end of that time
 * @param thermal further movements of the energy of a thermal storage
 * @param gridUse permitted exchange with the grid; bounds the first storage of a pass alone
 */
public record Storage(
    double minKwh,
    double maxKwh,
    Converter converter,
    Visit visit,
    Thermal thermal,
    GridUse gridUse) {

  /**
   * Permitted exchange of a storage with the grid.
   *
   * @param chargeKw largest charging power beyond the site's surplus, {@code >= 0}
   * @param dischargeKw largest discharging power beyond the site's load, {@code >= 0}
   */
  public record GridUse(double chargeKw, double dischargeKw) {
    public static final GridUse FREE =
        new GridUse(Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY);
  }

  /** A storage that may exchange any power with the grid. */
  public Storage(double minKwh, double maxKwh, Converter converter, Visit visit, Thermal thermal) {
    this(minKwh, maxKwh, converter, visit, thermal, GridUse.FREE);
  }

  /** The same with bounds of its exchange with the grid. */
  public Storage with(GridUse use) {
    return new Storage(minKwh, maxKwh, converter, visit, thermal, use);
  }

  /** At all powers up to the largest. */
  private static final double[] ANY = {};

  /**
   * Converter between a storage and the bus.
   *
   * @param chargeKw largest charging power, {@code >= 0}
   * @param dischargeKw largest discharging power, {@code >= 0}
   * @param chargeEfficiency 0 &lt; … &lt;= 1; of a thermal storage 1
   * @param dischargeEfficiency 0 &lt; … &lt;= 1
   * @param wearPerKwh price of each kWh through the bus side, either way
   * @param leastKw smallest charging power other than 0; a mean below it is charging with it for a
   *     part of the slot, where the commitment is free
   * @param levelsKw the only charging powers beside 0, ascending; empty = all. Readers must not
   *     change it
   * @param commitment cost and binding times of its starts and stops
   */
  public record Converter(
      double chargeKw,
      double dischargeKw,
      double chargeEfficiency,
      double dischargeEfficiency,
      double wearPerKwh,
      double leastKw,
      double[] levelsKw,
      UnitCommitment commitment) {

    /** A converter with any power from {@code leastKw} on, free to start and stop. */
    public Converter(
        double chargeKw,
        double dischargeKw,
        double chargeEfficiency,
        double dischargeEfficiency,
        double wearPerKwh,
        double leastKw) {
      this(
          chargeKw,
          dischargeKw,
          chargeEfficiency,
          dischargeEfficiency,
          wearPerKwh,
          leastKw,
          ANY,
          UnitCommitment.FREE);
    }
  }

  /**
   * When a storage is connected.
   *
   * @param comesInHours time from the plan's start until it connects; 0 or less = it is connected
   * @param comesWithKwh energy that it is expected to bring
   * @param leavesInHours time from the plan's start until it leaves; infinite = it stays
   * @param goalKwh energy required when it leaves
   * @param shortPerKwh price of each kWh less than that
   * @param waitPerKwhHour price of an hour with one kWh still to charge
   * @param worthPerKwh value of each kWh more than the goal, {@code >= 0}
   */
  public record Visit(
      double comesInHours,
      double comesWithKwh,
      double leavesInHours,
      double goalKwh,
      double shortPerKwh,
      double waitPerKwhHour,
      double worthPerKwh) {

    /** Always connected, without a goal. */
    public static final Visit NO_END = new Visit(0, 0, Double.POSITIVE_INFINITY, 0, 0, 0, 0);
  }

  /**
   * Energy of a thermal storage, in which 0 is the lower end of the wanted band. Readers must not
   * change the arrays.
   *
   * @param bandKwh upper end of the wanted band, {@code > 0}
   * @param outsidePerKwhHour price of an hour with one kWh below or above the band
   * @param heatPerKwh by slot, stored energy from a kWh at the bus, {@code > 0}
   * @param demandKw by slot, energy drawn at energy 0
   * @param lossPerHour share of the energy that is lost in an hour beside that
   */
  public record Thermal(
      double bandKwh,
      double outsidePerKwhHour,
      double[] heatPerKwh,
      double[] demandKw,
      double lossPerHour) {

    /** Of a storage that is not thermal. */
    public static final Thermal NONE = new Thermal(0, 0, new double[0], new double[0], 0);

    boolean exists() {
      return heatPerKwh.length > 0;
    }

    /** Share of the energy that is lost in {@code hours}. */
    double lost(double hours) {
      return -Math.expm1(-lossPerHour * hours);
    }

    /**
     * Energy at the end of a slot in which the converter leaves it at {@code kwh}.
     *
     * @param lost share that is lost in the slot
     */
    double drained(int slot, double kwh, double lost, double hours) {
      return kwh - kwh * lost - demandKw[slot] * hours;
    }
  }

  /** A battery, which stays and has no goal. */
  public static Storage battery(
      double minKwh,
      double maxKwh,
      double chargeKw,
      double dischargeKw,
      double chargeEfficiency,
      double dischargeEfficiency,
      double wearPerKwh) {
    Converter converter =
        new Converter(chargeKw, dischargeKw, chargeEfficiency, dischargeEfficiency, wearPerKwh, 0);
    return new Storage(minKwh, maxKwh, converter, Visit.NO_END, Thermal.NONE);
  }

  /** Largest charging power, {@code >= 0}. */
  public double chargeKw() {
    return converter.chargeKw;
  }

  /** Largest discharging power, {@code >= 0}. */
  public double dischargeKw() {
    return converter.dischargeKw;
  }

  /** Price of each kWh through the bus side, either way. */
  public double wearPerKwh() {
    return converter.wearPerKwh;
  }

  /** Smallest charging power other than 0. */
  public double leastKw() {
    return converter.leastKw;
  }

  /** Energy required when it leaves. */
  public double goalKwh() {
    return visit.goalKwh;
  }

  /** Whether it has any capacity and power. */
  public boolean usable() {
    return maxKwh > minKwh
        && (chargeKw() > 0 || dischargeKw() > 0)
        && converter.chargeEfficiency > 0
        && converter.dischargeEfficiency > 0;
  }

  /** Largest charging power at a net load of {@code netKw} without it. */
  double chargeKw(double netKw) {
    return Math.min(converter.chargeKw, Math.max(0, -netKw) + gridUse.chargeKw);
  }

  /** Largest discharging power at a net load of {@code netKw} without it. */
  double dischargeKw(double netKw) {
    return Math.min(converter.dischargeKw, Math.max(0, netKw) + gridUse.dischargeKw);
  }

  /** True for a car with a departure; false for a battery. */
  public boolean leaves() {
    return visit.leavesInHours < Double.POSITIVE_INFINITY;
  }

  /** Whether every power up to the largest is possible in every slot. */
  boolean continuous() {
    return converter.leastKw == 0 && converter.levelsKw.length == 0 && converter.commitment.free();
  }

  /**
   * Change of stored energy by {@code kw} at the bus (discharge positive) over {@code hours}.
   *
   * @param slot number of the slot
   */
  public double storedBy(int slot, double kw, double hours) {
    double stored =
        kw > 0
            ? -kw / converter.dischargeEfficiency * hours
            : -kw * converter.chargeEfficiency * hours;
    return thermal.exists() ? stored * thermal.heatPerKwh[slot] : stored;
  }

  /** Power at the bus, discharge positive, that changes the stored energy by {@code kwh}. */
  double powerFor(int slot, double kwh, double hours) {
    double power =
        kwh > 0
            ? -kwh / (converter.chargeEfficiency * hours)
            : -kwh * converter.dischargeEfficiency / hours;
    return thermal.exists() ? power / thermal.heatPerKwh[slot] : power;
  }

  /**
   * The power nearest to {@code kw} that the energies and the use of the grid allow, discharge
   * positive.
   *
   * @param kwh energy when the slot begins
   * @param netKw net load without it
   */
  public double within(int slot, double kw, double kwh, double hours, double netKw) {
    double full = powerFor(slot, Math.max(0, maxKwh - kwh), hours);
    double empty = powerFor(slot, -Math.max(0, kwh - minKwh), hours);
    double least = Math.max(full, -chargeKw(netKw));
    return Math.max(least, Math.min(kw, Math.min(empty, dischargeKw(netKw))));
  }

  /** Energy at the end of a slot in which the converter leaves it at {@code kwh}. */
  public double drained(int slot, double kwh, double hours) {
    return thermal.exists() ? thermal.drained(slot, kwh, thermal.lost(hours), hours) : kwh;
  }

  /**
   * Cost of charging after the horizon's end in a storage that leaves later.
   *
   * @param laterPerKwh price of a kWh then
   * @param endHours time from the plan's start to the horizon's end
   */
  double later(double laterPerKwh, double endHours, double kwh) {
    double lacks = visit.goalKwh - kwh;
    double hours = Math.max(0, visit.leavesInHours - endHours);
    double most = hours * chargeKw() * converter.chargeEfficiency;
    double price = laterPerKwh / converter.chargeEfficiency;
    if (lacks < 0 && visit.worthPerKwh > 0) {
      return lacks * Math.min(visit.worthPerKwh, price);
    }
    return price * Math.min(lacks, most) + visit.shortPerKwh * Math.max(0, lacks - most);
  }

  /** Penalty if it leaves with {@code kwh}, less the value of energy beyond the goal, currency. */
  double owed(double kwh) {
    double lacks = visit.goalKwh - kwh;
    return lacks > 0 ? visit.shortPerKwh * lacks : visit.worthPerKwh * lacks;
  }

  /**
   * Price of an hour with {@code kwh}.
   *
   * @param fullKwh energy up to which a waiting storage is charged
   */
  public double holdingPerHour(double kwh, double fullKwh) {
    if (thermal.exists()) {
      double outside = Math.max(-kwh, kwh - thermal.bandKwh);
      return Math.max(0, outside) * thermal.outsidePerKwhHour;
    }
    double until = visit.worthPerKwh > 0 ? Math.max(kwh, visit.goalKwh) : fullKwh;
    return (until - kwh) * visit.waitPerKwhHour;
  }

  /** Whether any energy costs anything by the hour. */
  boolean holds() {
    return visit.waitPerKwhHour > 0 || thermal.exists();
  }
}
