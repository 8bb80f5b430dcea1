package io.spikewatt.config.load;

import io.spikewatt.config.profile.DeviceProfile;
import java.util.List;

/** What became of a profile file. */
public sealed interface LoadedProfile {

  /**
   * @param profile the device type; every rule holds
   */
  record Ok(DeviceProfile profile) implements LoadedProfile {}

  /**
   * @param problems all of them, at least one, by line
   */
  record Failed(List<Problem> problems) implements LoadedProfile {
    public Failed {
      problems = List.copyOf(problems);
    }
  }
}
