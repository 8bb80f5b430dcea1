package io.spikewatt.controller.asset.heatpump;

import io.spikewatt.config.site.DeviceConfig;
import io.spikewatt.config.site.Role;
import io.spikewatt.controller.asset.BalancePower;
import io.spikewatt.controller.asset.BalanceTerm;
import io.spikewatt.controller.asset.FlexibleLoad;
import io.spikewatt.controller.asset.HeatPumpState;
import io.spikewatt.controller.asset.Hysteresis;
import io.spikewatt.controller.asset.LoadNeed;
import io.spikewatt.controller.asset.LoadNeed.Surplus;
import io.spikewatt.controller.asset.LoadNeed.Urgency;
import io.spikewatt.controller.asset.LoadOffer;
import io.spikewatt.controller.asset.LoadPlan;
import io.spikewatt.controller.asset.LoadRange;
import io.spikewatt.controller.asset.LoadView;
import io.spikewatt.controller.asset.OutputScale;
import io.spikewatt.controller.asset.SiteDevice;
import io.spikewatt.controller.asset.SiteDevice.Purpose;
import io.spikewatt.controller.asset.StoragePolicy;
import io.spikewatt.controller.setpoint.Action;
import io.spikewatt.controller.setpoint.Reason;
import io.spikewatt.hal.guard.OutputSpec;
import io.spikewatt.hal.signal.Quantity;
import io.spikewatt.hal.signal.Signal;
import io.spikewatt.hal.time.Moment;
import java.util.Optional;
import java.util.OptionalDouble;

/** A heat pump that is planned: comfort first, then by the value of stored heat. */
public final class HeatPumpAsset {

  /** A store that was too cold is warm again from this share of its band on. */
  private static final double WARM = 0.05;

  private final Role.HeatPump role;
  private final HeatBand band;
  private final SgReadyScale states;
  private final boolean modulates;
  private final Hysteresis cold = new Hysteresis();
  private final Hysteresis fromGrid = new Hysteresis();
  private final Hysteresis fromSurplus = new Hysteresis();

  private HeatPumpAsset(Role.HeatPump role, boolean modulates) {
    this.role = role;
    this.modulates = modulates;
    this.band = HeatBand.of(role.store());
    this.states = new SgReadyScale(role.maxW());
  }

  /** The heat pump of a site. */
  public static SiteDevice of(
      DeviceConfig device, Role.HeatPump role, Optional<OutputSpec> output) {
    HeatPumpAsset pump =
        new HeatPumpAsset(
            role, output.filter(o -> o.signal().quantity() == Quantity.SG_READY_STATE).isEmpty());
    Signal power = new Signal(HeatPumpReading.source(device, Quantity.POWER_W), Quantity.POWER_W);
    return SiteDevice.of(device, Purpose.NONE)
        .measured(
            Optional.of(new BalancePower(BalanceTerm.HEAT_PUMP, power, false, false)),
            (snapshot, powerW, _) ->
                Optional.of(HeatPumpReading.state(snapshot, device, pump.band, powerW)))
        .controlled(pump.load(device), output);
  }

  private FlexibleLoad load(DeviceConfig device) {
    LoadRange range =
        new LoadRange(
            0,
            modulates ? role.minW() : role.maxW(),
            role.maxW(),
            0,
            0.02 * role.maxW(),
            Double.POSITIVE_INFINITY,
            new LoadRange.Dwell(role.minRun(), role.minPause(), role.minPause()));
    return new FlexibleLoad(
        device.profile().response(), range, false, true, this::offer, this::scale);
  }

  private OutputScale scale(OutputSpec output) {
    return switch (output.signal().quantity()) {
      case SG_READY_STATE -> states;
      default -> new Alone(OutputScale.of(output), output.neutralValue());
    };
  }

  /** The thermostat decides with the output's neutral value. */
  private record Alone(OutputScale scale, double neutral) implements OutputScale {
    @Override
    public double value(double watts, Moment now) {
      return scale.value(watts, now);
    }

    @Override
    public double powerW(double value) {
      return scale.powerW(value);
    }

    @Override
    public OptionalDouble alone() {
      return OptionalDouble.of(neutral);
    }
  }

  private LoadOffer offer(LoadView view) {
    HeatPumpState state = (HeatPumpState) view.state();
    Optional<LoadNeed> need =
        state.storedKwh().ifKnown().stream()
            .mapToObj(stored -> need(view, state, stored))
            .flatMap(Optional::stream)
            .findFirst();
    return new LoadOffer(
        need.stream().toList(),
        Optional.empty(),
        Action.CONSUME,
        need.isPresent() ? Reason.WAITS : Reason.DEVICE_DECIDES);
  }

  /** Empty = its thermostat decides. */
  private Optional<LoadNeed> need(LoadView view, HeatPumpState state, double storedKwh) {
    boolean isCold =
        cold.set(storedKwh < (cold.on() ? WARM * band.bandKwh() : 0) && !view.isWithoutGrid());
    states.cold(isCold);
    StoragePolicy policy = view.policy();
    OptionalDouble stored = view.plan().map(LoadPlan::storedPerKwh).orElse(OptionalDouble.empty());
    if (isCold) {
      return Optional.of(
          new LoadNeed(Reason.TOO_COLD, Urgency.URGENT, role.maxW(), role.maxW(), Surplus.NONE));
    }
    if (policy.byRule() || stored.isEmpty()) {
      return Optional.empty();
    }
    double worth = stored.getAsDouble() * role.cop().at(state.outdoorC().ifKnown());
    boolean hasRoom = storedKwh < band.bandKwh();
    boolean grid =
        fromGrid.update(worth - policy.prices().importPerKwh(), policy.band())
            && hasRoom
            && !view.isWithoutGrid();
    boolean surplus =
        fromSurplus.update(worth - policy.prices().exportPerKwh(), policy.band()) && hasRoom;
    boolean batteryFirst = policy.store() && policy.storedWorth() > worth + policy.band();
    return Optional.of(
        new LoadNeed(
            grid ? Reason.CHEAP_ENERGY : Reason.SURPLUS,
            Urgency.WAITS,
            hasRoom ? role.maxW() : 0,
            grid ? role.maxW() : 0,
            Surplus.of(surplus, batteryFirst)));
  }
}
