package io.spikewatt.controller.dispatch;

import io.spikewatt.config.profile.OutputWear;
import io.spikewatt.config.site.GridUse;
import io.spikewatt.config.site.OutputSpecs;
import io.spikewatt.config.site.Site;
import io.spikewatt.controller.asset.BackupGenerator;
import io.spikewatt.controller.asset.ControlCapability;
import io.spikewatt.controller.asset.CurtailableSource;
import io.spikewatt.controller.asset.FastRegulator;
import io.spikewatt.controller.asset.FlexibleLoad;
import io.spikewatt.controller.asset.GridSeparation;
import io.spikewatt.controller.asset.OperationModes;
import io.spikewatt.controller.asset.SheddableLoad;
import io.spikewatt.controller.asset.SiteDevice;
import io.spikewatt.controller.asset.site.SiteDevices;
import io.spikewatt.controller.setpoint.HeldBack;
import io.spikewatt.hal.device.WriteBudget;
import io.spikewatt.hal.guard.OutputSpec;
import io.spikewatt.hal.signal.Signal;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;

/** All controllable devices of the site. A device without an output is not among them. */
final class Assets {

  /** Room for rounding where shares of a power are added up again, W. */
  private static final double ROUNDING_W = 1e-6;

  final List<RegulatorUnit> regulators = new ArrayList<>();

  /** Those that run at a least power or not at all come first. */
  final List<LoadUnit> loads = new ArrayList<>();

  final CurtailmentLimit sources = new CurtailmentLimit();
  final LoadShedding loadShedding;
  final Gensets gensets = new Gensets();
  final List<SetpointOutput> separations = new ArrayList<>();
  final List<ModeSelection> modes = new ArrayList<>();
  final ZoneId zone;

  private final Function<Signal, Optional<WriteBudget>> budgets;

  /** {@code shedRelays}: which relays shed before. */
  Assets(
      Site site,
      Collection<OutputSpec> outputs,
      Function<Signal, Optional<WriteBudget>> budgets,
      ShedRelayStore shedRelays) {
    this.budgets = budgets;
    this.loadShedding = new LoadShedding(shedRelays);
    this.zone = site.zone();
    double cycleS = site.control().cycle().toNanos() * 1e-9;
    for (SiteDevice device : SiteDevices.of(site, outputs)) {
      Optional<SetpointOutput> output = device.output().map(SetpointOutput::new);
      if (device.control().orElse(null) instanceof CurtailableSource source) {
        sources.add(source, output);
      } else if (device.control().isPresent() && output.isPresent()) {
        add(device, device.control().get(), output.get(), cycleS);
      }
    }
    loads.sort(Comparator.comparing((LoadUnit unit) -> !unit.range.switches()));
    loadShedding.resume();
  }

  private void add(
      SiteDevice device,
      ControlCapability controlCapability,
      SetpointOutput output,
      double cycleS) {
    String id = device.id();
    switch (controlCapability) {
      case FastRegulator fast -> regulators.add(new RegulatorUnit(id, fast, output, cycleS, zone));
      case FlexibleLoad load -> loads.add(loadUnit(device, load, output));
      case CurtailableSource source -> sources.add(source, Optional.of(output));
      case SheddableLoad load ->
          loadShedding.add(load, output, OutputSpecs.lapses(device.config()));
      case BackupGenerator generator -> gensets.add(generator, output);
      case GridSeparation _ -> separations.add(output);
      case OperationModes operation -> modes.add(new ModeSelection(operation, output));
    }
  }

  /** A charger whose memory wears gets few long steps. */
  private LoadUnit loadUnit(SiteDevice device, FlexibleLoad load, SetpointOutput output) {
    Signal signal = output.spec().signal();
    boolean wears =
        load.followsPower() && OutputWear.of(device.config().profile(), signal.quantity()).wears();
    return new LoadUnit(
        device.id(),
        load,
        output,
        wears
            ? Optional.of(new SparseSetpoint(load.range().mostW(), load.range().backW()))
            : Optional.empty(),
        () -> budgets.apply(signal));
  }

  /** Another configured reserve; all else that is known of the devices stays. */
  void setReserve(Site site) {
    for (SiteDevice device : SiteDevices.of(site)) {
      if (device.control().orElse(null) instanceof FastRegulator fast) {
        regulators.stream()
            .filter(unit -> unit.id.equals(device.id()))
            .forEach(unit -> unit.setWindow(fast.window()));
      }
    }
  }

  /** Updates the batteries' ranges and the sources' production. */
  void update(CycleInput input) {
    sources.update(input.state());
    for (RegulatorUnit unit : regulators) {
      unit.update(input);
    }
  }

  /**
   * Bounds the batteries that must not trade with the grid: together they charge no more than the
   * surplus and cover no more than the load.
   *
   * @param netW net load without the batteries, W; negative = surplus
   */
  void keepFromGrid(double netW) {
    double surplusW = Math.max(0, -netW) + ROUNDING_W;
    double loadW = Math.max(0, netW) + ROUNDING_W;
    double chargeW = 0;
    double dischargeW = 0;
    for (RegulatorUnit unit : regulators) {
      chargeW += unit.gridUse().charge() ? 0 : unit.range().chargeW();
      dischargeW += unit.gridUse().discharge() ? 0 : unit.range().emergencyW();
    }
    for (RegulatorUnit unit : regulators) {
      if (!unit.gridUse().equals(GridUse.FREE)) {
        unit.keepFromGrid(
            Math.min(1, surplusW / Math.max(surplusW, chargeW)),
            Math.min(1, loadW / Math.max(loadW, dischargeW)));
      }
    }
  }

  /** Writes that the unit's memory still bears; empty = not known, or it does not wear. */
  Optional<WriteBudget> budget(RegulatorUnit unit) {
    return budgets.apply(unit.setpointOutput.spec().signal());
  }

  /** Cost of sparing memory, for each output that is spared. */
  List<HeldBack> heldBack() {
    return regulators.stream()
        .filter(unit -> unit.sparse.isPresent())
        .map(unit -> unit.heldBack.sum())
        .toList();
  }

  /** Range of all batteries together. */
  RegulatorRange range() {
    return range(unit -> true);
  }

  /** Range of some batteries together. */
  RegulatorRange range(Predicate<RegulatorUnit> which) {
    double chargeW = 0;
    double dischargeW = 0;
    double emergencyW = 0;
    boolean chargeKept = false;
    boolean dischargeKept = false;
    boolean isUsable = false;
    for (RegulatorUnit unit : regulators) {
      if (which.test(unit)) {
        FastRegulator.Range range = unit.range();
        chargeW += range.chargeW();
        dischargeW += range.dischargeW();
        emergencyW += range.emergencyW();
        isUsable |= range.isUsable();
        chargeKept |= unit.kept().charge();
        dischargeKept |= unit.kept().discharge();
      }
    }
    return new RegulatorRange(
        chargeW,
        dischargeW,
        emergencyW,
        new RegulatorRange.KeptFromGrid(chargeKept, dischargeKept),
        isUsable);
  }

  /** Power that the flexible loads may always take, W. */
  double loadBaseW() {
    double sum = 0;
    for (LoadUnit unit : loads) {
      sum += unit.range.baseW();
    }
    return sum;
  }

  /** Power that loads take beyond their setpoints, W; others must not count on it. */
  double ignoredW(CycleInput input) {
    return loads.stream().mapToDouble(unit -> unit.ignoredW(input)).sum();
  }

  /** State of charge of the usable batteries together, percent; 0 if there is none. */
  double socPct() {
    return together(unit -> unit.range().socPct()).orElse(0);
  }

  /** State of charge at which the usable batteries together are full, percent. */
  double fullPct() {
    return together(unit -> unit.window().maxSocPct()).orElse(100);
  }

  /** Mean over the usable batteries, weighted by capacity; empty if there is none. */
  private OptionalDouble together(ToDoubleFunction<RegulatorUnit> pct) {
    double capacity = 0;
    double sum = 0;
    for (RegulatorUnit unit : regulators) {
      if (unit.range().isUsable()) {
        capacity += unit.window().capacityWh();
        sum += unit.window().capacityWh() * pct.applyAsDouble(unit);
      }
    }
    return capacity > 0 ? OptionalDouble.of(sum / capacity) : OptionalDouble.empty();
  }
}
