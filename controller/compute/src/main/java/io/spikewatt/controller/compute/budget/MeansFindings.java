package io.spikewatt.controller.compute.budget;

import io.spikewatt.controller.compute.budget.BudgetFinding.Kind;
import io.spikewatt.controller.compute.means.PowerMeans;
import io.spikewatt.hal.time.Moment;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** Findings about one means, judged by its readings. */
final class MeansFindings {

  /** Grace of a driver. */
  private static final Duration FOLLOWS_AFTER = Duration.ofSeconds(5);

  /** Grace of a job scheduler. */
  private static final Duration ADMITS_AFTER = Duration.ofSeconds(60);

  /** Time for which a lowered limit has to have had no effect. */
  private static final Duration SETTLED = Duration.ofSeconds(5);

  /** Share of its range by which an enforced value may differ, and a draw may change by chance. */
  private static final double CHANCE = 0.02;

  /** Share of its range by which a limit has to be lowered for a judgement. */
  private static final double LOWERED = 0.05;

  private @Nullable Moment differsSince;
  private @Nullable Highest highest;
  private @Nullable Moment loweredAt;
  private boolean nonBinding;

  /** The highest limit since it last held the draw, and the draw under it, W. */
  private record Highest(double limitW, double drawW) {}

  /** Compares a value requested earlier, if any, with what the device reports now. */
  Optional<BudgetFinding> next(MeansReading means, @Nullable Long requested, Moment now) {
    if (!means.works()) {
      differsSince = null;
      forget();
      return Optional.of(
          new BudgetFinding(
              Kind.MEANS_FAILED, means.name() + ": " + means.reading().problem().orElse("")));
    }
    OptionalDouble enforced = means.reading().enforced();
    if (requested == null || enforced.isEmpty()) {
      return Optional.empty();
    }
    return differs(means, requested, enforced.getAsDouble(), now)
        .or(() -> nonBinding(means, enforced.getAsDouble(), now));
  }

  private Optional<BudgetFinding> differs(
      MeansReading means, long requested, double enforced, Moment now) {
    if (Math.abs(enforced - requested)
        <= Math.max((double) Math.max(1, means.step() - 1), CHANCE * means.span())) {
      differsSince = null;
      return Optional.empty();
    }
    if (differsSince == null) {
      differsSince = now;
    }
    Duration grace = means.kind() == PowerMeans.Kind.ADMISSION ? ADMITS_AFTER : FOLLOWS_AFTER;
    return now.since(differsSince).compareTo(grace) < 0
        ? Optional.empty()
        : Optional.of(
            new BudgetFinding(
                Kind.ENFORCED_DIFFERS,
                "%s: requested %d, the device enforces %.0f"
                    .formatted(means.name(), requested, enforced)));
  }

  private Optional<BudgetFinding> nonBinding(MeansReading means, double limitW, Moment now) {
    if (!LimitShares.limits(means) || means.powerW().isEmpty()) {
      return Optional.empty();
    }
    double drawW = means.powerW().getAsDouble();
    double chanceW = CHANCE * means.range().most();
    if (drawW >= limitW - chanceW) {
      forget();
    } else if (highest == null || limitW > highest.limitW) {
      highest = new Highest(limitW, drawW);
      loweredAt = null;
      nonBinding = false;
    } else if (limitW <= highest.limitW - LOWERED * means.span()) {
      if (loweredAt == null) {
        loweredAt = now;
      }
      nonBinding |=
          now.since(loweredAt).compareTo(SETTLED) >= 0 && drawW >= highest.drawW - chanceW;
    }
    return nonBinding
        ? Optional.of(
            new BudgetFinding(
                Kind.NON_BINDING_CAP,
                "%s does not bind: the limit is %.0f W, the draw %.0f W"
                    .formatted(means.name(), limitW, drawW)))
        : Optional.empty();
  }

  private void forget() {
    highest = null;
    loweredAt = null;
    nonBinding = false;
  }
}
