package io.spikewatt.config.load;

import io.spikewatt.config.source.SourceDescription;
import java.util.List;

/** Result of loading the description of a source. */
public sealed interface LoadedSource {

  /** A source for which every rule holds. */
  record Ok(SourceDescription source) implements LoadedSource {}

  /** All problems, at least one, by line. */
  record Failed(List<Problem> problems) implements LoadedSource {
    public Failed {
      problems = List.copyOf(problems);
    }
  }
}
