package io.spikewatt.drivers.sunspec;

import io.spikewatt.config.load.ProfileLoader;
import io.spikewatt.config.profile.DeviceProfile.SunSpec;

/** The battery behind a hybrid inverter, told to charge. */
final class HybridBatteryContractTest extends SunSpecContract {

  @Override
  protected Rig rig() {
    return rig(
        (SunSpec) ProfileLoader.shipped("fronius-gen24-battery").points(),
        holding -> SimulatedSunSpec.hybrid(holding, 40_000),
        -2000,
        0);
  }
}
