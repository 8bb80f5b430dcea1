package io.spikewatt.config.load;

import io.spikewatt.config.compute.ComputeAgentConfig;
import java.util.List;

/** Result of loading the configuration of a compute box's agent. */
public sealed interface LoadedAgent {

  /** A configuration for which every rule holds. */
  record Ok(ComputeAgentConfig config) implements LoadedAgent {}

  /** All problems, at least one, by line. */
  record Failed(List<Problem> problems) implements LoadedAgent {
    public Failed {
      problems = List.copyOf(problems);
    }
  }
}
