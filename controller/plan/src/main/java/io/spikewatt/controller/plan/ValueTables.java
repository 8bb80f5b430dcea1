package io.spikewatt.controller.plan;

import io.spikewatt.controller.optimise.StateGrid;
import io.spikewatt.controller.optimise.UnitCommitment;
import io.spikewatt.controller.optimise.Values;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Values of stored energy for the first slots of a plan, from the recursion's own tables.
 *
 * @param start start of the first slot
 * @param slot length of a slot
 * @param axes storages, in the order of the recursion
 * @param tables one a slot, at least one; the last one serves for all later slots
 */
record ValueTables(Instant start, Duration slot, List<Axis> axes, List<Table> tables)
    implements StorageValues {

  /** Value by level at one slot's end. */
  record Table(StateGrid grid, double[] values) {}

  /**
   * A storage.
   *
   * @param emptyKwh its energy at level 0
   * @param fullKwh energy that it gains up to level {@code full}
   * @param floor level that it keeps whatever its value
   */
  record Axis(String id, double emptyKwh, double fullKwh, double full, Floor floor) {

    /** One that keeps nothing. */
    Axis(String id, double emptyKwh, double fullKwh, double full) {
      this(id, emptyKwh, fullKwh, full, Floor.NONE);
    }

    double kwh(double level) {
      return emptyKwh + fullKwh * Math.max(level, floor.reached) / full;
    }
  }

  /**
   * A level that a storage keeps.
   *
   * @param kept the level
   * @param reached the part of it that was reached when the plan was made. Energy below counts as
   *     much as on it: a battery that sinks a little buys nothing back at any price.
   */
  record Floor(double kept, double reached) {
    static final Floor NONE = new Floor(0, Double.NEGATIVE_INFINITY);
  }

  /** Tables for as long as a plan is valid. */
  static ValueTables of(HorizonSlots slots, PlanModel model, Values values, List<Axis> axes) {
    Duration slot = slots.grid().slot();
    long span = model.validFor().toMillis() / slot.toMillis() + 2;
    int count = (int) Math.min(slots.count(), span);
    List<Table> tables = new ArrayList<>(count);
    for (int k = 0; k < count; k++) {
      StateGrid stateGrid = values.grid(k).copy();
      double[] mean = values.mean(k, UnitCommitment.OFF);
      tables.add(new Table(stateGrid, Arrays.copyOf(mean, stateGrid.cells())));
    }
    return new ValueTables(slots.start(), slot, axes, tables);
  }

  @Override
  public boolean has(String id) {
    return axes.stream().anyMatch(axis -> axis.id.equals(id));
  }

  @Override
  public double perKwh(String id, Instant instant, Map<String, Double> levels) {
    Table table = tables.get(slotAt(instant));
    double[] kwh = kwh(table, levels);
    int storage = axes.size() - 1;
    while (storage >= 0 && !axes.get(storage).id.equals(id)) {
      storage--;
    }
    return storage < 0 ? 0 : table.grid.slope(storage, table.values, kwh);
  }

  @Override
  public double keptLevel(String id) {
    return axes.stream()
        .filter(axis -> axis.id.equals(id))
        .mapToDouble(axis -> axis.floor.kept)
        .findFirst()
        .orElse(0);
  }

  /** Energy of each storage; the top where no level is given. */
  double[] kwh(Table table, Map<String, Double> levels) {
    double[] kwh = new double[StateGrid.MOST_STORES];
    for (int s = 0; s < kwh.length; s++) {
      Double level = s < axes.size() ? levels.get(axes.get(s).id) : null;
      kwh[s] = level == null ? table.grid.topKwh(s) : axes.get(s).kwh(level);
    }
    return kwh;
  }

  /** Index of the table for an instant. */
  int slotAt(Instant instant) {
    long index = Math.floorDiv(Duration.between(start, instant).toSeconds(), slot.toSeconds());
    return (int) Math.clamp(index, 0, tables.size() - 1L);
  }
}
