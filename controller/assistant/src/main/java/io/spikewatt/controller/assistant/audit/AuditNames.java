package io.spikewatt.controller.assistant.audit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Names of an audit's files: {@code audit-00000001.jsonl} and on. */
final class AuditNames {

  private static final Pattern NAME = Pattern.compile("audit-([0-9]{8})\\.jsonl");

  private AuditNames() {}

  static Path of(Path directory, int number) {
    return directory.resolve("audit-%08d.jsonl".formatted(number));
  }

  /** Where bytes are kept that were cut off a file. */
  static Path aside(Path file) {
    return file.resolveSibling(file.getFileName() + ".cut");
  }

  /** The files of a directory by number; none without the directory. */
  static SortedMap<Integer, Path> in(Path directory) throws IOException {
    SortedMap<Integer, Path> files = new TreeMap<>();
    if (Files.isDirectory(directory)) {
      try (Stream<Path> all = Files.list(directory)) {
        for (Path file : all.toList()) {
          Matcher name = NAME.matcher(file.getFileName().toString());
          if (name.matches()) {
            files.put(Integer.valueOf(name.group(1)), file);
          }
        }
      }
    }
    return files;
  }
}
