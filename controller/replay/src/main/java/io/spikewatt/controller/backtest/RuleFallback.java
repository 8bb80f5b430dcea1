package io.spikewatt.controller.backtest;

/**
 * Bounds the loss against rules: rules run in shadow on the same measurements, with their own
 * stored energy. While the plans of the last eight weeks cost more, rules decide. Shorter windows
 * trigger falsely.
 */
final class RuleFallback implements Policy {

  private static final int DAYS = 56;
  private static final double TOLERANCE = 0.005;

  private final RulePolicy rules;
  private final Policy planned;
  private final PlantModel shadow;
  private final EnergyFlows shadowFlows;
  private final EnergyBill shadowBill;
  private final double[] ours;
  private final double[] theirs;
  private double ourSum;
  private double theirSum;
  private int steps;
  private final EnergyFlows unused;

  RuleFallback(BacktestScenario backtestScenario, Policy planned) {
    this.rules = new RulePolicy(backtestScenario);
    this.planned = planned;
    this.shadow = new PlantModel(backtestScenario);
    this.shadowFlows = new EnergyFlows(backtestScenario);
    this.unused = new EnergyFlows(backtestScenario);
    this.shadowBill = new EnergyBill(backtestScenario);
    int window = (int) Math.round(DAYS * 24 / backtestScenario.stepHours());
    this.ours = new double[window];
    this.theirs = new double[window];
  }

  /** Whether rules decide now. */
  boolean closed() {
    return steps >= ours.length && ourSum - theirSum > TOLERANCE * Math.abs(theirSum);
  }

  @Override
  public void decide(int t, PlantModel plantModel, EnergyFlows energyFlows) {
    shadow.begin(t);
    shadowFlows.clear();
    rules.decide(t, shadow, shadowFlows);
    shadow.advance(t, shadowFlows);
    double theirCost = shadowBill.charge(t, shadowFlows, shadow);
    int at = t % theirs.length;
    theirSum += theirCost - theirs[at];
    theirs[at] = theirCost;
    if (closed()) {
      // The planner goes on learning, so that it can return.
      unused.clear();
      planned.decide(t, plantModel, unused);
      rules.decide(t, plantModel, energyFlows);
    } else {
      planned.decide(t, plantModel, energyFlows);
    }
  }

  @Override
  public void charged(int t, double cost) {
    int at = t % ours.length;
    ourSum += cost - ours[at];
    ours[at] = cost;
    steps = t + 1;
  }
}
