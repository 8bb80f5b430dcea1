package io.spikewatt.controller.history;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.OptionalDouble;

/** Energies of one period by flow; a missing flow is unknown. */
public record FlowTotals(Map<EnergyFlow, EnergySum> sums) {

  public static final FlowTotals UNKNOWN = new FlowTotals(Map.of());

  public FlowTotals {
    Map<EnergyFlow, EnergySum> copy = new EnumMap<>(EnergyFlow.class);
    copy.putAll(sums);
    sums = Collections.unmodifiableMap(copy);
  }

  public EnergySum of(EnergyFlow flow) {
    return sums.getOrDefault(flow, EnergySum.UNKNOWN);
  }

  public FlowTotals plus(FlowTotals other) {
    Map<EnergyFlow, EnergySum> both = new EnumMap<>(EnergyFlow.class);
    both.putAll(sums);
    other.sums.forEach((flow, sum) -> both.merge(flow, sum, EnergySum::plus));
    return new FlowTotals(both);
  }

  /** Share of consumption that was not imported, 0 to 1; empty = unknown. */
  public OptionalDouble selfSufficiency() {
    return rest(EnergyFlow.IMPORT_BESIDE_CONSUMPTION, EnergyFlow.CONSUMPTION_BESIDE_IMPORT);
  }

  /** Share of production that was not exported, 0 to 1; empty = unknown. */
  public OptionalDouble selfConsumption() {
    return rest(EnergyFlow.EXPORT_BESIDE_PRODUCTION, EnergyFlow.PRODUCTION_BESIDE_EXPORT);
  }

  private OptionalDouble rest(EnergyFlow part, EnergyFlow whole) {
    double all = of(whole).wh();
    return all > 0
        ? OptionalDouble.of(Math.clamp(1 - of(part).wh() / all, 0, 1))
        : OptionalDouble.empty();
  }
}
