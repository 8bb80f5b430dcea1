package io.spikewatt.drivers.sunspec;

import io.spikewatt.config.profile.DeviceProfile.SunSpec;
import io.spikewatt.config.profile.DeviceProfile.SunSpec.Kind;

/** A SunSpec inverter that is limited. */
final class SunSpecContractTest extends SunSpecContract {

  @Override
  protected Rig rig() {
    return rig(
        new SunSpec(Kind.INVERTER),
        holding -> SimulatedSunSpec.inverter(holding, 40_000),
        6000,
        10_000);
  }
}
