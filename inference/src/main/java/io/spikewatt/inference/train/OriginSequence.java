package io.spikewatt.inference.train;

import io.spikewatt.inference.feature.OriginRows;
import io.spikewatt.inference.feature.RowBuilder;
import io.spikewatt.inference.feature.Standardiser;
import java.util.AbstractList;
import java.util.RandomAccess;
import org.jspecify.annotations.Nullable;

/** The rows of many origins, built anew on each access: a year would not fit into memory. */
final class OriginSequence extends AbstractList<OriginRows> implements RandomAccess {
  private final RowBuilder builder;
  private final Standardiser standardiser;
  private final int[] origins;
  private final int leads;
  private final int targetsBefore;
  private int last = -1;
  private @Nullable OriginRows rows;

  /** Rows from {@code targetsBefore} on are not used as targets. */
  OriginSequence(
      RowBuilder builder, Standardiser standardiser, int[] origins, int leads, int targetsBefore) {
    this.builder = builder;
    this.standardiser = standardiser;
    this.origins = origins;
    this.leads = leads;
    this.targetsBefore = targetsBefore;
  }

  @Override
  public int size() {
    return origins.length;
  }

  int leads() {
    return leads;
  }

  /** All leads of an origin. The last origin is kept: it is often read again. */
  @Override
  public OriginRows get(int index) {
    OriginRows kept = rows;
    if (kept == null || last != index) {
      kept = slice(index, 0, leads);
      rows = kept;
      last = index;
    }
    return kept;
  }

  /** Some leads of an origin, which is much cheaper than all. */
  OriginRows slice(int index, int first, int count) {
    return builder.slice(origins[index], first, count, standardiser, targetsBefore);
  }

  /** Features of a row up to the last used one. */
  int features() {
    return standardiser.used();
  }

  /** Local hour of a lead's target. */
  int hour(int index, int lead) {
    return builder.series().calendar().hour(origins[index] + lead);
  }
}
