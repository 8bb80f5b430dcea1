package io.spikewatt.controller.asset;

import java.util.Optional;

/**
 * A genset that tells whether it runs.
 *
 * @param powerW production, W
 * @param isMeasured whether something measures its power; if not, the balance goes without it, and
 *     what it makes shows as less load
 * @param runs as its contact or, without one, its power tells; empty = not known now
 */
public record GensetState(String id, Estimate powerW, boolean isMeasured, Optional<Boolean> runs)
    implements AssetState {

  @Override
  public BalanceTerm term() {
    return BalanceTerm.GENSET;
  }
}
