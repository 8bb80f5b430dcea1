package io.spikewatt.config.load;

import io.spikewatt.config.profile.DeviceProfile;
import java.util.List;

/** Result of loading a profile file. */
public sealed interface LoadedProfile {

  /** A device type for which every rule holds. */
  record Ok(DeviceProfile profile) implements LoadedProfile {}

  /** All problems, at least one, by line. */
  record Failed(List<Problem> problems) implements LoadedProfile {
    public Failed {
      problems = List.copyOf(problems);
    }
  }
}
