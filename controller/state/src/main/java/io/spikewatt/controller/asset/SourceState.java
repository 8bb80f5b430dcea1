package io.spikewatt.controller.asset;

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

  /** Whether what is measured is all that sun or wind give; history must not learn it otherwise. */
  public enum Potential {
    /** No limit bites: measured is potential. */
    UNCURTAILED,
    /** A limit in force bites: potential is at least what is measured, and unknown. */
    CURTAILED,
    /** Production is not measured. */
    UNKNOWN
  }

  /** Of several together: the one that tells least. */
  public static Potential potential(List<SourceState> sources) {
    Potential least = Potential.UNCURTAILED;
    for (SourceState source : sources) {
      least = source.potential.compareTo(least) > 0 ? source.potential : least;
    }
    return least;
  }
}
