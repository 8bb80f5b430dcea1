package io.spikewatt.controller.backtest;

/**
 * Never worse than rules for long: rules run in the shadow on the same measurements, with their own
 * stored energy; where the plans' last eight weeks cost more, rules decide until they do not.
 * Shorter windows fire falsely.
 */
final class Gate implements Policy {

  private static final int DAYS = 56;
  private static final double TOLERANCE = 0.005;

  private final RulePolicy rules;
  private final Policy planned;
  private final Plant shadow;
  private final Flows shadowFlows;
  private final Bill shadowBill;
  private final double[] ours;
  private final double[] theirs;
  private double ourSum;
  private double theirSum;
  private int steps;
  private final Flows unused;

  Gate(Scenario scenario, Policy planned) {
    this.rules = new RulePolicy(scenario);
    this.planned = planned;
    this.shadow = new Plant(scenario);
    this.shadowFlows = new Flows(scenario);
    this.unused = new Flows(scenario);
    this.shadowBill = new Bill(scenario);
    int window = (int) Math.round(DAYS * 24 / scenario.stepHours());
    this.ours = new double[window];
    this.theirs = new double[window];
  }

  /** Whether rules decide now. */
  boolean closed() {
    return steps >= ours.length && ourSum - theirSum > TOLERANCE * Math.abs(theirSum);
  }

  @Override
  public void decide(int t, Plant plant, Flows flows) {
    shadow.begin(t);
    shadowFlows.clear();
    rules.decide(t, shadow, shadowFlows);
    shadow.advance(t, shadowFlows);
    double theirCost = shadowBill.charge(t, shadowFlows, shadow);
    int at = t % theirs.length;
    theirSum += theirCost - theirs[at];
    theirs[at] = theirCost;
    if (closed()) {
      // The planner goes on learning, so that it can come back.
      unused.clear();
      planned.decide(t, plant, unused);
      rules.decide(t, plant, flows);
    } else {
      planned.decide(t, plant, flows);
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
