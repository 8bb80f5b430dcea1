package io.spikewatt.controller.asset.source;

import io.spikewatt.config.site.DeviceConfig;
import io.spikewatt.config.site.Role;
import io.spikewatt.controller.asset.BalancePower;
import io.spikewatt.controller.asset.BalanceTerm;
import io.spikewatt.controller.asset.CurtailableSource;
import io.spikewatt.controller.asset.Estimate;
import io.spikewatt.controller.asset.SiteDevice;
import io.spikewatt.controller.asset.SiteDevice.Purpose;
import io.spikewatt.controller.asset.SourceState;
import io.spikewatt.controller.asset.SourceState.Potential;
import io.spikewatt.hal.guard.OutputSpec;
import io.spikewatt.hal.signal.Quantity;
import io.spikewatt.hal.signal.Signal;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A PV plant or a wind turbine. */
public final class SourceAsset {

  private SourceAsset() {}

  /** The source of a site. A PV inverter that is off because the sun is down makes nothing. */
  public static SiteDevice of(DeviceConfig device, Role.Source role, Optional<OutputSpec> output) {
    String id = device.id();
    boolean isPv = role instanceof Role.Pv;
    BalanceTerm term = isPv ? BalanceTerm.PV : BalanceTerm.WIND;
    Signal limit = new Signal(id, Quantity.POWER_LIMIT_W);
    return SiteDevice.of(device, Purpose.NONE)
        .measured(
            Optional.of(new BalancePower(term, new Signal(id, Quantity.POWER_W), false, isPv)),
            (_, powerW, inForce) ->
                Optional.of(
                    new SourceState(id, term, powerW, potential(role, powerW, inForce.get(limit)))))
        .controlled(
            new CurtailableSource(term, role.ratedW(), device.profile().response()), output);
  }

  private static Potential potential(Role.Source source, Estimate powerW, @Nullable Double limitW) {
    if (!(powerW instanceof Estimate.Known known)) {
      return Potential.UNKNOWN;
    }
    if (limitW == null || limitW >= source.ratedW()) {
      return Potential.UNCURTAILED;
    }
    // An inverter does not sit exactly on its limit; a few percent below it still bites.
    double bitesW = limitW - Math.max(50, 0.03 * source.ratedW());
    return known.value() >= bitesW ? Potential.CURTAILED : Potential.UNCURTAILED;
  }
}
