package io.spikewatt.inference.spike.event;

import io.spikewatt.inference.fixedpoint.InputGrid;
import java.util.List;

/**
 * Temporal resolution of a walk's inputs. Neurons keep their step at any effort, because longer
 * steps than in training would make another network. For the same number of saved events a
 * threshold costs less accuracy than held inputs.
 *
 * @param hold slots that share the mean of their inputs, 1 or more
 * @param threshold change below which an input is not evaluated again, 0 to evaluate every one
 */
public record EventBudget(int hold, float threshold) {
  /** Every input at every slot. */
  public static final EventBudget FULL = new EventBudget(1, 0);

  /** From coarse to fine. */
  public static final List<EventBudget> LADDER =
      List.of(new EventBudget(4, 0.1f), new EventBudget(1, 0.1f), FULL);

  public EventBudget {
    if (hold < 1 || !(threshold >= 0 && threshold < InputGrid.LIMIT)) {
      throw new IllegalArgumentException("hold " + hold + ", threshold " + threshold);
    }
  }
}
