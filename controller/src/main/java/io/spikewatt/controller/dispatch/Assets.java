package io.spikewatt.controller.dispatch;

import io.spikewatt.config.site.DeviceConfig;
import io.spikewatt.config.site.Role;
import io.spikewatt.config.site.Site;
import io.spikewatt.controller.asset.BatteryState;
import io.spikewatt.controller.asset.ComputeState;
import io.spikewatt.controller.asset.EvState;
import io.spikewatt.controller.estimate.PlantState;
import io.spikewatt.hal.guard.OutputSpec;
import io.spikewatt.hal.signal.Quantity;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;

/** All controllable devices of the site. A device without an output is not among them. */
final class Assets {

  final List<BatteryUnit> batteries = new ArrayList<>();
  final List<EvUnit> evs = new ArrayList<>();
  final List<ComputeUnit> computes = new ArrayList<>();
  final CurtailmentLimit sources = new CurtailmentLimit();
  final LoadShedding loadShedding = new LoadShedding();
  final Gensets gensets = new Gensets();
  Optional<SetpointOutput> transferSwitch = Optional.empty();
  final HeatPumps heatPumps = new HeatPumps();
  final ZoneId zone;

  Assets(Site site, Collection<OutputSpec> outputs) {
    this.zone = site.zone();
    double reservePct = site.control().reserveSocPct();
    double cycleS = site.control().cycle().toNanos() * 1e-9;
    for (DeviceConfig device : site.devices()) {
      String id = device.id();
      Optional<SetpointOutput> power =
          SetpointOutput.find(outputs, id, Quantity.POWER_W, Quantity.POWER_LIMIT_W);
      switch (device.role()) {
        case Role.Battery battery ->
            power
                .filter(setpointOutput -> !setpointOutput.isLimit())
                .ifPresent(
                    setpointOutput ->
                        batteries.add(
                            new BatteryUnit(device, battery, setpointOutput, reservePct, cycleS)));
        case Role.EvCharger charger ->
            power.ifPresent(setpointOutput -> evs.add(new EvUnit(device, charger, setpointOutput)));
        case Role.Compute compute ->
            power.ifPresent(
                setpointOutput -> computes.add(new ComputeUnit(device, compute, setpointOutput)));
        case Role.Source role ->
            sources.add(device, role, SetpointOutput.find(outputs, id, Quantity.POWER_LIMIT_W));
        case Role.ShedRelay relay ->
            SetpointOutput.find(outputs, id, Quantity.CONTACT)
                .ifPresent(setpointOutput -> loadShedding.add(relay, setpointOutput));
        case Role.Genset genset ->
            SetpointOutput.find(outputs, id, Quantity.CONTACT)
                .ifPresent(setpointOutput -> gensets.add(device, genset, setpointOutput));
        case Role.TransferSwitch tie ->
            transferSwitch = SetpointOutput.find(outputs, id, Quantity.CONTACT);
        case Role.SgReady pump ->
            SetpointOutput.find(outputs, id, Quantity.SG_READY_STATE).ifPresent(heatPumps::add);
        default -> {}
      }
    }
  }

  /** Updates the batteries' ranges and the sources' production. */
  void update(PlantState state) {
    sources.update(state);
    for (BatteryUnit battery : batteries) {
      battery.update(state(state, battery));
    }
  }

  /** Range of all batteries together. */
  BatteryRange range() {
    return range(unit -> true);
  }

  /** Range of some batteries together. */
  BatteryRange range(Predicate<BatteryUnit> which) {
    return new BatteryRange(
        sum(which, unit -> unit.chargeW),
        sum(which, unit -> unit.dischargeW),
        sum(which, unit -> unit.emergencyW));
  }

  private double sum(Predicate<BatteryUnit> which, ToDoubleFunction<BatteryUnit> watts) {
    return batteries.stream().filter(which).mapToDouble(watts).sum();
  }

  double computeMinW() {
    return computes.stream().mapToDouble(c -> c.role.minW()).sum();
  }

  /** State of charge of the usable batteries together, percent; 0 if there is none. */
  double socPct() {
    return together(battery -> battery.socPct).orElse(0);
  }

  /** State of charge at which the usable batteries together are full, percent. */
  double fullPct() {
    return together(battery -> battery.role.maxSocPct()).orElse(100);
  }

  /** Mean over the usable batteries, weighted by capacity; empty if there is none. */
  private OptionalDouble together(ToDoubleFunction<BatteryUnit> pct) {
    double capacity = 0;
    double sum = 0;
    for (BatteryUnit battery : batteries) {
      if (battery.usable) {
        capacity += battery.role.capacityWh();
        sum += battery.role.capacityWh() * pct.applyAsDouble(battery);
      }
    }
    return capacity > 0 ? OptionalDouble.of(sum / capacity) : OptionalDouble.empty();
  }

  static BatteryState state(PlantState state, BatteryUnit unit) {
    return find(state.batteries(), s -> s.id().equals(unit.device.id()));
  }

  static EvState state(PlantState state, EvUnit unit) {
    return find(state.evs(), s -> s.id().equals(unit.device.id()));
  }

  static ComputeState state(PlantState state, ComputeUnit unit) {
    return find(state.computes(), s -> s.id().equals(unit.device.id()));
  }

  private static <T> T find(List<T> all, Predicate<T> which) {
    return all.stream()
        .filter(which)
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("the state is of another site"));
  }
}
