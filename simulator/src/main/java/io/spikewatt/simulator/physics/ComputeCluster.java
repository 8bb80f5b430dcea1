package io.spikewatt.simulator.physics;

/**
 * Servers that throttle themselves to a power budget. Their work a second is a concave function of
 * power: the first watts above the minimum do three times as much as the last ones.
 */
public final class ComputeCluster {

  private static final long DEAD_NANOS = 1_000_000_000L;
  private static final double TAU_S = 2.0;

  /** Work a second at full power: samples that a training reads. */
  private static final double FULL_WORK_PER_S = 40;

  private final double minW;
  private final double maxW;
  private final ExpiringSetpoint budget;
  private final DelayLine delayed;
  private final FirstOrderLag power;
  private boolean wilful;
  private boolean lying;
  private double work;

  ComputeCluster(double minW, double maxW) {
    this.minW = minW;
    this.maxW = maxW;
    this.budget = new ExpiringSetpoint(minW);
    this.delayed = new DelayLine(DEAD_NANOS, minW);
    this.power = new FirstOrderLag(TAU_S, minW);
  }

  /** Sets the budget, W; dropped to the minimum after 60 s without a rewrite. */
  public void setBudget(long nowNanos, double budgetW) {
    budget.write(nowNanos, Math.clamp(budgetW, minW, maxW));
  }

  /** Whether it draws what its work asks for, whatever its budget. */
  public void setWilful(boolean wilful) {
    this.wilful = wilful;
  }

  /** Whether it reports at most its budget, whatever it draws. */
  public void setLying(boolean lying) {
    this.lying = lying;
  }

  boolean checkExpiry(long nowNanos) {
    return budget.expire(nowNanos);
  }

  /**
   * One step; returns the power drawn, W, positive.
   *
   * @param mostW what an island can spare, W; infinite on the grid
   */
  double step(long nowNanos, double dtS, double demandW, double mostW) {
    delayed.set(nowNanos, budget.value());
    double allowedW = wilful ? maxW : delayed.at(nowNanos);
    double target = Math.max(minW, Math.min(demandW, allowedW));
    double drawn = Math.min(power.step(target, dtS), Math.max(0, mostW));
    power.force(drawn);
    work += dtS * workPerS(drawn);
    return drawn;
  }

  private double workPerS(double watts) {
    double share = Math.clamp((watts - minW) / (maxW - minW), 0, 1);
    return FULL_WORK_PER_S * share * (3 - share) / 2;
  }

  /** Work done since the start, samples. */
  public double work() {
    return work;
  }

  /** Power drawn, W, positive. */
  public double powerW() {
    return power.value();
  }

  /** Power that it reports, W, positive. */
  public double reportedW() {
    return lying ? Math.min(power.value(), budget.value()) : power.value();
  }

  /** Budget in force, W, positive. */
  public double budgetW() {
    return budget.value();
  }
}
