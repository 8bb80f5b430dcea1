package io.spikewatt.controller.doctor;

import io.spikewatt.controller.backup.StateFiles;
import io.spikewatt.controller.status.StatusText;
import io.spikewatt.hal.store.IoReason;
import io.spikewatt.hal.store.StateLock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Facts of a state directory: rights, sizes, ages and the lock's holder. Opens no file. */
record StateDirectory(Path path, HostMachine machine) {

  /** One entry below it. */
  private record Entry(Path file, PosixFileAttributes attributes) {}

  SupportFact lock() {
    Path file = path.resolve(StateLock.FILE);
    if (!Files.isReadable(path) || !Files.exists(file)) {
      return SupportFact.well(
          "lock", Files.exists(path) && !Files.isReadable(path) ? "not readable" : "never taken");
    }
    return SupportFact.well(
        "lock", machine.lockHolder(file).map(pid -> "held by process " + pid).orElse("free"));
  }

  List<SupportFact> facts(Instant now) {
    List<SupportFact> facts = new ArrayList<>();
    try {
      PosixFileAttributes own = attributes(path);
      List<Entry> entries = entries();
      List<Entry> foreign =
          entries.stream().filter(e -> !e.attributes.owner().equals(own.owner())).toList();
      long bytes = entries.stream().mapToLong(e -> e.attributes.size()).sum();
      facts.add(
          new SupportFact(
              "state",
              String.format(
                  Locale.ROOT,
                  "%s %s:%s %s, %d files, %.1f MB%s",
                  path,
                  own.owner(),
                  own.group(),
                  PosixFilePermissions.toString(own.permissions()),
                  entries.size(),
                  bytes / 1e6,
                  foreign.isEmpty()
                      ? ""
                      : ", %d of another owner: sudo chown -R %s %s"
                          .formatted(foreign.size(), own.owner(), path)),
              !foreign.isEmpty()));
      StateFiles.problems(path)
          .forEach(problem -> facts.add(SupportFact.problem("state", problem)));
      facts.add(SupportFact.well("models", models(entries, now)));
    } catch (IOException e) {
      facts.add(unreadable(IoReason.of(e)));
    } catch (UncheckedIOException e) {
      facts.add(unreadable(IoReason.of(e)));
    }
    return facts;
  }

  private SupportFact unreadable(String why) {
    return SupportFact.problem("state", path + " cannot be read: " + why);
  }

  private static String models(List<Entry> entries, Instant now) {
    List<String> ages = new ArrayList<>();
    for (Entry entry : entries) {
      String name = String.valueOf(entry.file.getFileName());
      if (name.matches("[a-z0-9_.-]{1,60}[.](model|nowcast)")) {
        Instant written = entry.attributes.lastModifiedTime().toInstant();
        ages.add(name + " " + StatusText.age(Duration.between(written, now)));
      }
    }
    return ages.isEmpty() ? "none yet" : String.join(", ", ages);
  }

  private List<Entry> entries() throws IOException {
    try (Stream<Path> all = Files.walk(path, 4)) {
      List<Entry> entries = new ArrayList<>();
      for (Path file : all.skip(1).sorted().toList()) {
        Optional<PosixFileAttributes> found = seen(file);
        found.ifPresent(attributes -> entries.add(new Entry(file, attributes)));
      }
      return entries;
    }
  }

  /** Empty for a file that was deleted meanwhile. */
  private static Optional<PosixFileAttributes> seen(Path file) {
    try {
      return Optional.of(attributes(file));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static PosixFileAttributes attributes(Path file) throws IOException {
    return Files.readAttributes(file, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
  }
}
