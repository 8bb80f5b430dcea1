package io.spikewatt.controller.asset;

import java.util.Comparator;
import java.util.List;

/**
 * A PV plant or a wind turbine.
 *
 * @param term whether sun or wind make it
 * @param powerW production, W
 * @param potential whether {@code powerW} is all that the sun or the wind gives
 */
public record SourceState(String id, BalanceTerm term, Estimate powerW, Potential potential)
    implements AssetState {

  /** Whether the measured power is the whole potential; otherwise history must not learn it. */
  public enum Potential {
    /** No limit bites: measured is potential. */
    UNCURTAILED,
    /** A limit in force bites: the potential is unknown, and at least the measured power. */
    CURTAILED,
    /** Production is not measured. */
    UNKNOWN
  }

  /** Of several together: the one that tells least. */
  public static Potential potential(List<SourceState> sources) {
    return sources.stream()
        .map(SourceState::potential)
        .max(Comparator.naturalOrder())
        .orElse(Potential.UNCURTAILED);
  }
}
