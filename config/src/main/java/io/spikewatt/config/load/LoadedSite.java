package io.spikewatt.config.load;

import io.spikewatt.config.site.Site;
import java.nio.file.Path;
import java.util.List;

/** Result of loading a configuration file. */
public sealed interface LoadedSite {

  /**
   * @param site the whole configuration; every rule holds
   * @param configHash first 12 hex digits of the SHA-256 of the file's bytes
   * @param files other files that the file names, absolute; they need not exist
   * @param warnings legal but unlikely values, by line
   */
  record Ok(Site site, String configHash, List<Path> files, List<Problem> warnings)
      implements LoadedSite {
    public Ok {
      files = List.copyOf(files);
      warnings = List.copyOf(warnings);
    }
  }

  /** All problems, at least one, by file and line. */
  record Failed(List<Problem> problems) implements LoadedSite {
    public Failed {
      problems = List.copyOf(problems);
    }
  }
}
