package io.spikewatt.config.load;

import io.spikewatt.config.helper.HelperConfig;
import java.util.List;

/** Result of loading the configuration of a compute box's root helper. */
public sealed interface LoadedHelper {

  /** A configuration for which every rule holds. */
  record Ok(HelperConfig config) implements LoadedHelper {}

  /** All problems, at least one, by line. */
  record Failed(List<Problem> problems) implements LoadedHelper {
    public Failed {
      problems = List.copyOf(problems);
    }
  }
}
