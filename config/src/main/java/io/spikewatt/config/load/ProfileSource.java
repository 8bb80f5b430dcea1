package io.spikewatt.config.load;

import io.spikewatt.config.cli.SpellingSuggestion;
import io.spikewatt.config.profile.DeviceProfile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Finds the profiles that one site names; reads each once. */
final class ProfileSource {

  private final Path directory;
  private final Map<String, DeviceProfile> shipped = new HashMap<>();
  private final Map<Path, LoadedProfile> own = new HashMap<>();
  private final List<Problem> problems = new ArrayList<>();

  /** Relative paths start at {@code directory}. */
  ProfileSource(Path directory) {
    this.directory = directory;
  }

  /** The profile of that name; empty if a problem was reported. */
  Optional<DeviceProfile> find(String name, String path, Problems site) {
    if (!name.contains("/") && !name.endsWith(".yaml")) {
      if (ProfileLoader.isShipped(name)) {
        return Optional.of(shipped.computeIfAbsent(name, ProfileLoader::shipped));
      }
      List<String> known = ProfileLoader.shippedIds();
      String question = SpellingSuggestion.question(name, known);
      String expected =
          question.isEmpty()
              ? "one of " + String.join(", ", known) + ", or a path to a .yaml file"
              : "a shipped profile or a path to a .yaml file" + question;
      site.addAt(path, expected, "\"" + name + "\"");
      return Optional.empty();
    }
    Path file = directory.resolve(name).normalize();
    if (!TextFile.isYaml(file)) {
      // The problems of any other file would show its content.
      site.addAt(path, "a path to a .yaml file", "\"" + name + "\"");
      return Optional.empty();
    }
    LoadedProfile loaded = own.get(file);
    if (loaded == null) {
      loaded = ProfileLoader.load(file);
      own.put(file, loaded);
      if (loaded instanceof LoadedProfile.Failed failed) {
        problems.addAll(failed.problems());
      }
    }
    return switch (loaded) {
      case LoadedProfile.Ok ok -> Optional.of(ok.profile());
      case LoadedProfile.Failed _ -> {
        String found = "\"" + name + "\", which has problems of its own";
        site.addAt(path, "a profile file without problems", found);
        yield Optional.empty();
      }
    };
  }

  /** The user's own profile files. */
  Set<Path> files() {
    return own.keySet();
  }

  /** Problems inside the user's own profile files. */
  List<Problem> problems() {
    return List.copyOf(problems);
  }
}
