package io.spikewatt.drivers.sunspec;

import io.spikewatt.config.profile.DeviceProfile;
import io.spikewatt.config.profile.DeviceProfile.SunSpec;
import io.spikewatt.config.profile.DeviceProfile.SunSpec.Kind;
import java.util.List;

/** A SunSpec inverter that is limited. */
final class SunSpecContractTest extends SunSpecContract {

  @Override
  protected Rig rig() {
    return rig(
        new SunSpec(Kind.INVERTER, DeviceProfile.SunSpec.PowerFrom.AC, List.of(), List.of(), false),
        holding -> SimulatedSunSpec.inverter(holding, 40_000),
        6000,
        10_000);
  }
}
