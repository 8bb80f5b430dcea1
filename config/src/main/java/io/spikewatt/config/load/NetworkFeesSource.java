package io.spikewatt.config.load;

import io.spikewatt.config.load.NetworkFeesLoader.LoadedFees;
import io.spikewatt.config.site.NetworkFees;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds the file of network fees that one site names. */
final class NetworkFeesSource {

  private final Path directory;
  private final List<Problem> problems = new ArrayList<>();

  /** Relative paths start at {@code directory}. */
  NetworkFeesSource(Path directory) {
    this.directory = directory;
  }

  /**
   * The fees in the file of that name; empty if a problem was reported.
   *
   * @param path of the key that names it
   * @param currency of the tariff
   */
  Optional<NetworkFees> find(String name, String path, String currency, Problems site) {
    Path file = directory.resolve(name).normalize();
    if (!TextFile.isYaml(file)) {
      // The problems of any other file would show its content.
      site.addAt(path, "a path to a .yaml file", "\"" + name + "\"");
      return Optional.empty();
    }
    switch (NetworkFeesLoader.load(file)) {
      case LoadedFees.Ok(NetworkFees fees, String its) when its.equals(currency) -> {
        return Optional.of(fees);
      }
      case LoadedFees.Ok(_, String its) ->
          site.addAt(path, "fees in " + currency + ", as the tariff", "\"" + name + "\" in " + its);
      case LoadedFees.Failed failed -> {
        problems.addAll(failed.problems());
        String found = "\"" + name + "\", which has problems of its own";
        site.addAt(path, "a file of network fees without problems", found);
      }
    }
    return Optional.empty();
  }

  /** Problems inside the file. */
  List<Problem> problems() {
    return List.copyOf(problems);
  }
}
