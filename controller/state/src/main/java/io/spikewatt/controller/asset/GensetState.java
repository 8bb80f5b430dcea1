package io.spikewatt.controller.asset;

import java.util.List;
import java.util.Optional;

/**
 * A genset that tells whether it runs.
 *
 * @param powerW production, W
 * @param isMeasured whether something measures its power; if not, the balance goes without it, and
 *     its production shows as less load
 * @param runs as its contact or, without one, its power tells; empty = not known now
 */
public record GensetState(String id, Estimate powerW, boolean isMeasured, Optional<Boolean> runs)
    implements AssetState {

  /** Whether it runs, in a word. */
  private enum Running {
    RUNNING,
    STOPPED,
    UNKNOWN
  }

  @Override
  public List<StateDetail> details() {
    Running now =
        runs.map(running -> running ? Running.RUNNING : Running.STOPPED).orElse(Running.UNKNOWN);
    StateDetail state = new StateDetail.Word("state", now);
    return isMeasured ? List.of(state, new StateDetail.Quantity("powerW", powerW)) : List.of(state);
  }
}
