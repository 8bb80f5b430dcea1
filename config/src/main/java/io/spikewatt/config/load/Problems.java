package io.spikewatt.config.load;

import io.spikewatt.config.check.Finding;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Collects the problems of one file, and knows the position of each path. */
final class Problems {

  private final String file;
  private final List<Problem> list = new ArrayList<>();
  private final Map<String, FilePosition> places = new HashMap<>();

  Problems(String file) {
    this.file = file;
  }

  /** Records the position of {@code path}. */
  void place(String path, FilePosition filePosition) {
    places.put(path, filePosition);
  }

  void add(FilePosition filePosition, String path, String expected, String found) {
    list.add(new Problem(file, filePosition.line(), filePosition.column(), path, expected, found));
  }

  /** Adds a problem at the place of {@code path}, or of the nearest part of it that exists. */
  void addAt(String path, String expected, String found) {
    String known = path;
    while (!known.isEmpty() && !places.containsKey(known)) {
      known =
          known.substring(0, Math.max(0, Math.max(known.lastIndexOf('.'), known.lastIndexOf('['))));
    }
    add(places.getOrDefault(known, FilePosition.START), path, expected, found);
  }

  void addAt(List<Finding> findings) {
    findings.forEach(f -> addAt(f.path(), f.expected(), f.found()));
  }

  int count() {
    return list.size();
  }

  /** All problems so far, by place. */
  List<Problem> all() {
    return list.stream().sorted(Problem.BY_PLACE).toList();
  }
}
