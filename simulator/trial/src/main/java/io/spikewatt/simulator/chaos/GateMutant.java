package io.spikewatt.simulator.chaos;

import io.spikewatt.config.site.DeviceConfig;
import io.spikewatt.config.site.OutputSpecs;
import io.spikewatt.config.site.Role;
import io.spikewatt.config.site.Site;
import io.spikewatt.controller.assembly.SiteAssembly;
import io.spikewatt.controller.limit.SocInterlock;
import io.spikewatt.hal.guard.CommandGate;
import io.spikewatt.hal.guard.Interlock;
import io.spikewatt.hal.guard.OutputSpec;
import io.spikewatt.hal.signal.Quantity;
import io.spikewatt.simulator.envelope.EnvelopeRule;
import java.util.List;
import java.util.Locale;

/**
 * A weakened gate, combined with a controller that requests forbidden setpoints. Dispatch respects
 * most bounds by itself, so the controller also gets false battery limits. The sound gate, which
 * has the true ones, prevents harm; with the weakened one the recorder must report violations.
 */
public enum GateMutant implements NamedMutant {
  /** A tenth beyond the device's limits. */
  WIDER_LIMITS(EnvelopeRule.RATING) {
    @Override
    Role.Battery believed(Role.Battery b) {
      return with(b, 2 * b.chargeW(), 2 * b.dischargeW(), b.minSocPct(), b.maxSocPct());
    }

    @Override
    CommandGate loosened(Site truth) {
      return new CommandGate(
          OutputSpecs.of(truth).stream().map(GateMutant::wider).toList(),
          List.of(new SocInterlock(truth)));
    }
  },

  /** No window of the state of charge. */
  NO_INTERLOCK(EnvelopeRule.STATE_OF_CHARGE) {
    @Override
    Role.Battery believed(Role.Battery b) {
      return with(b, b.chargeW(), b.dischargeW(), 0, 100);
    }

    @Override
    CommandGate loosened(Site truth) {
      List<Interlock> none = List.of();
      return new CommandGate(OutputSpecs.of(truth), none);
    }
  };

  private static final double TENTH = 1.1;

  private final EnvelopeRule broken;

  GateMutant(EnvelopeRule broken) {
    this.broken = broken;
  }

  @Override
  public EnvelopeRule broken() {
    return broken;
  }

  abstract Role.Battery believed(Role.Battery truth);

  abstract CommandGate loosened(Site truth);

  /** The reckless controller behind the sound gate. */
  @Override
  public ControllerMutation held() {
    return new Reckless(false);
  }

  /** The same behind the loosened gate. */
  @Override
  public ControllerMutation loose() {
    return new Reckless(true);
  }

  private final class Reckless implements ControllerMutation {
    private final boolean loose;

    Reckless(boolean loose) {
      this.loose = loose;
    }

    @Override
    public Site believed(Site truth) {
      return truth.withDevices(truth.devices().stream().map(this::bent).toList());
    }

    private DeviceConfig bent(DeviceConfig device) {
      return device.role() instanceof Role.Battery battery
          ? new DeviceConfig(
              device.id(),
              device.profile(),
              device.connection(),
              GateMutant.this.believed(battery),
              device.invert(),
              device.meter())
          : device;
    }

    @Override
    public CommandGate gate(Site truth) {
      return loose ? loosened(truth) : SiteAssembly.gateOf(truth);
    }
  }

  private static OutputSpec wider(OutputSpec spec) {
    boolean power =
        spec.signal().quantity() == Quantity.POWER_W
            || spec.signal().quantity() == Quantity.POWER_LIMIT_W;
    return power
        ? new OutputSpec(
            spec.signal(),
            Math.min(spec.min(), TENTH * spec.min()),
            TENTH * spec.max(),
            spec.maxStepPerS(),
            spec.safeValue(),
            spec.neutralValue())
        : spec;
  }

  private static Role.Battery with(
      Role.Battery b, double chargeW, double dischargeW, double minPct, double maxPct) {
    return new Role.Battery(
        b.capacityWh(),
        chargeW,
        dischargeW,
        minPct,
        maxPct,
        b.efficiency(),
        b.wearPerKwh(),
        b.gridUse());
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
