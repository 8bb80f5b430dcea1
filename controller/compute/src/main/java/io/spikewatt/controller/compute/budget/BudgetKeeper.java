package io.spikewatt.controller.compute.budget;

import io.spikewatt.config.compute.BoxPower;
import io.spikewatt.controller.compute.budget.BudgetFinding.Kind;
import io.spikewatt.controller.compute.budget.RampedTarget.Target;
import io.spikewatt.hal.time.Moment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * Holds a budget: from budgets and readings to settings, once a second. Has no side effects beside
 * its own state, whose loss is safe: it begins at the safe budget.
 *
 * <ol>
 *   <li>target: the budget in force, reached at the ramp
 *   <li>backstop: power limits that together keep the target
 *   <li>restriction: admission, then clocks, then power limits, until the draw is at the target
 * </ol>
 *
 * <p>While the draw is not measured, everything counts as at full power of its setting.
 */
public final class BudgetKeeper {

  /** Band around the target in which nothing changes, as a share of full power. */
  private static final double TOLERANCE = 0.01;

  private static final Duration OVER_FOR = Duration.ofSeconds(5);
  private static final Duration STOPS_WITHIN = Duration.ofSeconds(10);

  /** Share of the power above the floor that a job may keep when it has stopped. */
  private static final double STOPPED = 0.5;

  private final BoxPower power;
  private final RampedTarget rampedTarget;
  private final LimitShares limitShares;
  private final double toleranceW;
  private final Map<String, MeansFindings> meansFindings = new HashMap<>();
  private final Map<String, Long> requested = new HashMap<>();
  private @Nullable StageRestriction restriction;
  private double lastTargetW;
  private @Nullable Moment overSince;
  private @Nullable Moment closedSince;
  private OptionalDouble drawBeforeW = OptionalDouble.empty();

  public BudgetKeeper(BoxPower power) {
    this.power = power;
    this.rampedTarget = new RampedTarget(power);
    this.limitShares = new LimitShares(power);
    this.toleranceW = TOLERANCE * power.maxW();
    this.lastTargetW = power.maxW();
  }

  /**
   * One second.
   *
   * @param newest the budget received last
   * @param drawW of the box, W, {@code >= 0}; empty = not known
   * @param means in the same order at every call
   */
  public BudgetDecision next(
      Optional<ReceivedBudget> newest, OptionalDouble drawW, List<MeansReading> means, Moment now) {
    Target target = rampedTarget.next(newest, now);
    List<BudgetFinding> findings = new ArrayList<>(judged(means, now));
    double restW = limitShares.restW(drawW, means);
    OptionalDouble enforcedW = LimitShares.enforcedW(restW, means);
    StageRestriction held = restriction == null ? new StageRestriction(means, power) : restriction;
    restriction = held;
    if (!held.admissionHeld()) {
      drawBeforeW = drawW;
    }
    hold(held, target, drawW, enforcedW, means, now);
    long[] limits = limitShares.of(target.targetW() - restW, means);
    List<Long> settings = settings(held.left(means.size()), limits, means);
    findings.addAll(ofBudget(held, target, drawW, means, now));
    lastTargetW = target.targetW();
    return new BudgetDecision(
        settings, target.budgetW(), target.targetW(), target.silent(), enforcedW, findings);
  }

  private List<BudgetFinding> judged(List<MeansReading> means, Moment now) {
    return means.stream()
        .map(
            each ->
                meansFindings
                    .computeIfAbsent(each.name(), _ -> new MeansFindings())
                    .next(each, requested.get(each.name()), now))
        .flatMap(Optional::stream)
        .toList();
  }

  private void hold(
      StageRestriction held,
      Target target,
      OptionalDouble drawW,
      OptionalDouble enforcedW,
      List<MeansReading> means,
      Moment now) {
    double targetW = target.targetW();
    boolean limitsHold = enforcedW.isPresent() && enforcedW.getAsDouble() <= targetW + toleranceW;
    boolean fallen = targetW < lastTargetW - toleranceW;
    if (!limitsHold && (drawW.isEmpty() || fallen)) {
      held.atLeastFor(power.share(targetW), means);
    }
    if (drawW.isPresent()) {
      // The draw is still that of the target before.
      double followedW = fallen ? lastTargetW : targetW;
      held.follow(drawW.getAsDouble(), followedW, toleranceW, means, now);
    }
  }

  private List<Long> settings(double[] left, long[] limits, List<MeansReading> means) {
    List<Long> settings = new ArrayList<>();
    for (int i = 0; i < left.length; i++) {
      MeansReading each = means.get(i);
      long least = each.range().least();
      long setting =
          LimitShares.limits(each)
              ? least + Math.round(left[i] * (limits[i] - least))
              : each.at(left[i]);
      settings.add(setting);
      requested.put(each.name(), setting);
    }
    return settings;
  }

  private List<BudgetFinding> ofBudget(
      StageRestriction held,
      Target target,
      OptionalDouble drawW,
      List<MeansReading> means,
      Moment now) {
    List<BudgetFinding> findings = new ArrayList<>();
    if (target.silent()) {
      findings.add(
          new BudgetFinding(
              Kind.SILENT,
              "no budget arrives: the safe budget of %.0f W is in force".formatted(power.safeW())));
    }
    if (drawW.isEmpty()) {
      findings.add(
          new BudgetFinding(
              Kind.DRAW_MISSING, "the draw is not measured: full power of each setting counts"));
    }
    over(held, target.targetW(), drawW, means, now).ifPresent(findings::add);
    ignored(held, drawW, means, now).ifPresent(findings::add);
    return findings;
  }

  private Optional<BudgetFinding> over(
      StageRestriction held,
      double targetW,
      OptionalDouble drawW,
      List<MeansReading> means,
      Moment now) {
    boolean over =
        drawW.isPresent() && drawW.getAsDouble() > targetW + toleranceW && held.exhausted(means);
    overSince = over ? Optional.ofNullable(overSince).orElse(now) : null;
    if (overSince == null || now.since(overSince).compareTo(OVER_FOR) < 0) {
      return Optional.empty();
    }
    return Optional.of(
        new BudgetFinding(
            Kind.OVER_BUDGET,
            "the draw is %.0f W over a target of %.0f W with every means used: %.0f W is the floor"
                .formatted(drawW.orElseThrow() - targetW, targetW, drawW.orElseThrow())));
  }

  private Optional<BudgetFinding> ignored(
      StageRestriction held, OptionalDouble drawW, List<MeansReading> means, Moment now) {
    boolean closed = held.admissionClosed(means);
    closedSince = closed ? Optional.ofNullable(closedSince).orElse(now) : null;
    if (closedSince == null
        || now.since(closedSince).compareTo(STOPS_WITHIN) < 0
        || drawW.isEmpty()
        || drawBeforeW.isEmpty()) {
      return Optional.empty();
    }
    double aboveW = drawBeforeW.getAsDouble() - power.minW();
    boolean goesOn = aboveW > toleranceW && drawW.getAsDouble() - power.minW() > STOPPED * aboveW;
    return goesOn
        ? Optional.of(
            new BudgetFinding(
                Kind.STOP_IGNORED,
                "work goes on: admission is closed for %d s, the draw went from %.0f to %.0f W"
                    .formatted(
                        now.since(closedSince).toSeconds(),
                        drawBeforeW.getAsDouble(),
                        drawW.getAsDouble())))
        : Optional.empty();
  }
}
