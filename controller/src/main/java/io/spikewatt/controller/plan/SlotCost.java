package io.spikewatt.controller.plan;

/**
 * What a slot costs as a function of the power that has to come from the grid before curtailment
 * and flexible compute: the cheapest use of import, export, curtailment and compute. Piecewise
 * linear. Reused for slot after slot.
 */
final class SlotCost {

  private double importPerKwh;
  private double exportPerKwh;
  private double importLimitKw;
  private double exportLimitKw;
  private double pvKw;
  private double flexKw;
  private double flexPerKwh;
  private double hours;
  private double flexUpTo;
  private double curtailUpTo;

  private final double[] kinks = new double[12];
  private int kinkCount;

  /** Prices and limits of a slot of {@code hours}. */
  void slot(
      double importPerKwh, double exportPerKwh, double importKw, double exportKw, double hours) {
    this.importPerKwh = importPerKwh;
    this.exportPerKwh = exportPerKwh;
    this.importLimitKw = importKw;
    this.exportLimitKw = exportKw;
    this.hours = hours;
  }

  /**
   * What can be given up.
   *
   * @param pvKw PV that can be curtailed
   * @param flexKw power that compute can take beyond its minimum
   * @param flexPerKwh what that is worth
   */
  void absorbers(double pvKw, double flexKw, double flexPerKwh) {
    this.pvKw = pvKw;
    this.flexKw = flexKw;
    this.flexPerKwh = flexPerKwh;
    flexUpTo = worthUpTo(flexPerKwh);
    curtailUpTo = worthUpTo(0);
    findKinks();
  }

  /** Cost of the slot at {@code g} kW, import positive, in currency; {@code -} = income. */
  double at(double g) {
    double flex = flex(g);
    double grid = g + flex;
    return grid(grid + curtail(grid)) * hours - flexPerKwh * flex * hours;
  }

  /** Compute beyond its minimum that is worth taking at {@code g}, kW. */
  double flex(double g) {
    return Math.clamp(flexUpTo - g, 0, flexKw);
  }

  /** PV to curtail when {@code grid} kW, compute included, would flow, kW. */
  double curtail(double grid) {
    return Math.clamp(curtailUpTo - grid, 0, pvKw);
  }

  int kinkCount() {
    return kinkCount;
  }

  /** Power at which the cost's slope changes, kW. */
  double kink(int index) {
    return kinks[index];
  }

  private double grid(double g) {
    if (g >= 0) {
      return importPerKwh * g + Penalty.LIMIT * Math.max(0, g - importLimitKw);
    }
    return exportPerKwh * g + Penalty.LIMIT * Math.max(0, -g - exportLimitKw);
  }

  /** Grid power up to which one more kWh costs less than {@code perKwh}. */
  private double worthUpTo(double perKwh) {
    if (perKwh > importPerKwh) {
      return importLimitKw;
    }
    return perKwh > exportPerKwh ? 0 : -exportLimitKw;
  }

  private void findKinks() {
    kinkCount = 0;
    for (double at : new double[] {-exportLimitKw, 0, importLimitKw}) {
      addKink(at);
      addKink(at - flexKw);
      addKink(at - pvKw);
      addKink(at - flexKw - pvKw);
    }
  }

  private void addKink(double at) {
    double step = 1e-3;
    double bend = at(at + step) - 2 * at(at) + at(at - step);
    if (Math.abs(bend) < 1e-9 * hours) {
      return;
    }
    for (int i = 0; i < kinkCount; i++) {
      if (Math.abs(kinks[i] - at) < 2 * step) {
        return;
      }
    }
    kinks[kinkCount++] = at;
  }
}
