package io.spikewatt.controller.plan;

import io.spikewatt.controller.optimise.StateGrid;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Values of stored energy for the first slots of a plan, from the recursion's own tables. */
final class ValueTables implements StorageValues {

  /** Value by level at one slot's end. */
  record Table(StateGrid lattice, double[] values) {}

  private final Instant start;
  private final Duration slot;
  private final List<Table> tables;
  private final double batteryCapacityKwh;
  private final Optional<String> evId;
  private final double evCapacityKwh;

  /**
   * @param start start of the first slot
   * @param slot length of a slot
   * @param tables one a slot, at least one; the last one serves for all later slots
   */
  ValueTables(
      Instant start,
      Duration slot,
      List<Table> tables,
      double batteryCapacityKwh,
      Optional<String> evId,
      double evCapacityKwh) {
    this.start = start;
    this.slot = slot;
    this.tables = List.copyOf(tables);
    this.batteryCapacityKwh = batteryCapacityKwh;
    this.evId = evId;
    this.evCapacityKwh = evCapacityKwh;
  }

  @Override
  public double batteryPerKwh(Instant instant, double batterySocPct, double evSocPct) {
    Table table = at(instant);
    return table.lattice.slope(
        0,
        table.values,
        batteryKwh(batterySocPct),
        evKwh(table.lattice, evSocPct),
        table.lattice.topKwh(2));
  }

  @Override
  public double evPerKwh(Instant instant, double batterySocPct, double evSocPct) {
    Table table = at(instant);
    return table.lattice.slope(
        1,
        table.values,
        batteryKwh(batterySocPct),
        evKwh(table.lattice, evSocPct),
        table.lattice.topKwh(2));
  }

  @Override
  public Optional<String> evId() {
    return evId;
  }

  private Table at(Instant instant) {
    long index = Math.floorDiv(Duration.between(start, instant).toSeconds(), slot.toSeconds());
    return tables.get((int) Math.clamp(index, 0, tables.size() - 1L));
  }

  private double batteryKwh(double socPct) {
    return batteryCapacityKwh * socPct / 100;
  }

  private double evKwh(StateGrid stateGrid, double socPct) {
    return evId.isPresent() ? evCapacityKwh * socPct / 100 : stateGrid.topKwh(1);
  }
}
