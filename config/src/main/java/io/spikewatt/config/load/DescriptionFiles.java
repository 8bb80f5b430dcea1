package io.spikewatt.config.load;

import io.spikewatt.config.cli.SpellingSuggestion;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Finds the profiles or sources that one site names, shipped or its own; reads each once. */
final class DescriptionFiles<T> {

  private final Kind<T> kind;
  private final Path directory;
  private final Map<String, T> shipped = new HashMap<>();
  private final Map<Path, Content<T>> own = new HashMap<>();
  private final List<Problem> problems = new ArrayList<>();

  /** A kind of file. */
  interface Kind<T> {

    /** For messages: {@code profile}. */
    String word();

    ShippedFiles files();

    /** A shipped one; throws for an unknown id. */
    T shipped(String id);

    Content<T> load(Path file);
  }

  /** Content of a file, or its problems. */
  record Content<T>(Optional<T> value, List<Problem> problems) {}

  /** Relative paths start at {@code directory}. */
  DescriptionFiles(Kind<T> kind, Path directory) {
    this.kind = kind;
    this.directory = directory;
  }

  /** The one of that name; empty if a problem was reported. */
  Optional<T> find(String name, String path, Problems site) {
    if (!name.contains("/") && !name.endsWith(".yaml")) {
      if (kind.files().contains(name)) {
        return Optional.of(shipped.computeIfAbsent(name, kind::shipped));
      }
      List<String> known = kind.files().ids();
      String question = SpellingSuggestion.question(name, known);
      String expected =
          question.isEmpty()
              ? "one of " + String.join(", ", known) + ", or a path to a .yaml file"
              : "a shipped " + kind.word() + " or a path to a .yaml file" + question;
      site.addAt(path, expected, "\"" + name + "\"");
      return Optional.empty();
    }
    Path file = directory.resolve(name).normalize();
    if (!TextFile.isYaml(file)) {
      // The problems of any other file would show its content.
      site.addAt(path, "a path to a .yaml file", "\"" + name + "\"");
      return Optional.empty();
    }
    Content<T> loaded = own.get(file);
    if (loaded == null) {
      loaded = kind.load(file);
      own.put(file, loaded);
      problems.addAll(loaded.problems());
    }
    if (loaded.value().isEmpty()) {
      String found = "\"" + name + "\", which has problems of its own";
      site.addAt(path, "a " + kind.word() + " file without problems", found);
    }
    return loaded.value();
  }

  /** The user's own profile files. */
  Set<Path> files() {
    return own.keySet();
  }

  /** Problems inside the user's own files. */
  List<Problem> problems() {
    return List.copyOf(problems);
  }
}
