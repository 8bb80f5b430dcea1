package io.spikewatt.config.load;

import io.spikewatt.config.site.Site;
import java.util.List;

/** What became of a configuration file. */
public sealed interface LoadedSite {

  /**
   * @param site the whole configuration; every rule holds
   * @param configHash first 12 hex digits of the SHA-256 of the file's bytes
   * @param warnings what is legal and unlikely, by line
   */
  record Ok(Site site, String configHash, List<Problem> warnings) implements LoadedSite {
    public Ok {
      warnings = List.copyOf(warnings);
    }
  }

  /**
   * @param problems all of them, at least one, by file and line
   */
  record Failed(List<Problem> problems) implements LoadedSite {
    public Failed {
      problems = List.copyOf(problems);
    }
  }
}
