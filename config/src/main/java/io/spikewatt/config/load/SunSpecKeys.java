package io.spikewatt.config.load;

import io.spikewatt.config.profile.DeviceProfile;
import io.spikewatt.config.profile.DeviceProfile.SunSpec.PowerFrom;

/** Keys of a SunSpec device, for facts that its own models do not state. */
final class SunSpecKeys {

  private static final Key<DeviceProfile.SunSpec.Kind> KIND =
      Key.required(
          "kind", ValueTypes.choice(DeviceProfile.SunSpec.Kind.class), "what the device is");
  private static final Key<PowerFrom> POWER_FROM =
      Key.choice(
          "power-from",
          PowerFrom.AC,
          "the AC side, the battery bank (model 802), or DC modules (model 160)");
  private static final Key<DistinctNumbers> MODULES_IN =
      Key.withDefault(
          "modules-in",
          DistinctNumbers.type("[1, 2]", 1, 100),
          DistinctNumbers.NONE,
          "none",
          "DC modules whose power flows into the site bus");
  private static final Key<DistinctNumbers> MODULES_OUT =
      Key.withDefault(
          "modules-out",
          DistinctNumbers.type("[3]", 1, 100),
          DistinctNumbers.NONE,
          "none",
          "DC modules whose power flows out of it");
  private static final Key<Boolean> REVERSED =
      Key.flag(
          "reversed",
          false,
          "true if its powers and currents have the other sign than the standard says; its energies"
              + " keep their names");

  static final Section SUNSPEC =
      Section.of(
          "sunspec",
          "A device that describes itself.",
          KIND,
          POWER_FROM,
          MODULES_IN,
          MODULES_OUT,
          REVERSED);

  private SunSpecKeys() {}

  static DeviceProfile.SunSpec bind(SectionValues v) {
    return new DeviceProfile.SunSpec(
        v.get(KIND),
        v.get(POWER_FROM),
        v.get(MODULES_IN).all(),
        v.get(MODULES_OUT).all(),
        v.get(REVERSED));
  }
}
