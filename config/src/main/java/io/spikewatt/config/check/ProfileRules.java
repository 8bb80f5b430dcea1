package io.spikewatt.config.check;

import io.spikewatt.config.profile.DeviceProfile;
import java.util.List;
import java.util.stream.Stream;

/** All rules of a device profile. */
public final class ProfileRules {

  private ProfileRules() {}

  /** Everything that does not hold. */
  public static List<Finding> findings(DeviceProfile profile) {
    return Stream.of(
            QuantityOnce.findings(profile),
            RegistersFit.findings(profile),
            OutputsMakeSense.findings(profile),
            SunSpecFits.findings(profile),
            CodesMakeSense.findings(profile),
            TopicsMakeSense.findings(profile))
        .flatMap(List::stream)
        .toList();
  }
}
