package io.spikewatt.inference.spike.event;

import io.spikewatt.inference.fixedpoint.InputGrid;
import java.util.List;

/**
 * How closely a walk looks at its inputs. Neurons keep their step whatever the effort: a trace is
 * of spikes a step, so a network that is walked in longer steps than it was trained for is another
 * one. A threshold costs less accuracy than held inputs for as many events saved.
 *
 * @param hold slots that share the mean of their inputs, 1 or more
 * @param threshold change below which an input is not looked at again, 0 to look at every one
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
