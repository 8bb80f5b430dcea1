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
  private final EnergyBill shadowBill;
  private final double[] ours;
  private final double[] theirs;
  private double ourSum;
  private double theirSum;
  private int steps;

  RuleFallback(BacktestScenario scenario, Policy planned) {
    this.rules = new RulePolicy(scenario);
    this.planned = planned;
    this.shadow = new PlantModel(scenario);
    this.shadowBill = new EnergyBill(scenario);
    int window = (int) Math.round(DAYS * 24 / scenario.stepHours());
    this.ours = new double[window];
    this.theirs = new double[window];
  }

  /** Whether rules decide now. */
  boolean closed() {
    return steps >= ours.length && ourSum - theirSum > TOLERANCE * Math.abs(theirSum);
  }

  @Override
  public EnergyFlows decide(int t, PlantModel plant) {
    shadow.begin(t);
    EnergyFlows shadowFlows = rules.decide(t, shadow);
    shadow.advance(t, shadowFlows.powers());
    double theirCost = shadowBill.charge(t, shadowFlows, shadow);
    int at = t % theirs.length;
    theirSum += theirCost - theirs[at];
    theirs[at] = theirCost;
    // While rules decide, the planner goes on learning, so that it can return.
    EnergyFlows byPlan = planned.decide(t, plant);
    return closed() ? rules.decide(t, plant) : byPlan;
  }

  @Override
  public void charged(int t, double cost) {
    int at = t % ours.length;
    ourSum += cost - ours[at];
    ours[at] = cost;
    steps = t + 1;
  }
}
