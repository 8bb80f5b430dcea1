package io.spikewatt.controller.dispatch;

import io.spikewatt.hal.time.Moment;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** When a load is shed, and when it comes back: late, so that it does not flutter. One thread. */
final class ShedRule {

  private static final Duration BACK_AFTER = Duration.ofMinutes(5);
  private static final double ISLAND_SHED_PCT = 30;
  private static final double ISLAND_BACK_PCT = 40;

  private boolean shed;
  private @Nullable Moment lastNeed;

  /**
   * With the grid up.
   *
   * @param leastImportW import that nothing but shedding can avoid
   */
  boolean grid(double leastImportW, double importCapW, Moment now) {
    if (leastImportW > importCapW) {
      shed = true;
      lastNeed = now;
    } else if (lastNeed == null || now.since(lastNeed).compareTo(BACK_AFTER) > 0) {
      shed = false;
    }
    return shed;
  }

  /** On an island: by the state of charge that is left, percent. */
  boolean island(double socPct) {
    shed = socPct < (shed ? ISLAND_BACK_PCT : ISLAND_SHED_PCT);
    return shed;
  }
}
