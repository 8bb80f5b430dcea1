package io.spikewatt.drivers.poll;

import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import org.tinylog.Logger;

/**
 * What is left of the write budgets, in a small file that outlives a restart. A file that cannot be
 * read is an empty book; one that cannot be written is told once and costs the memory over restarts
 * only. Thread-safe.
 */
public final class WearBook {

  /**
   * @param left writes that were left
   * @param at when
   */
  record Entry(double left, Instant at) {}

  private static final String FILE = "write-budgets.properties";

  private final Optional<Path> file;
  private final Map<String, Entry> entries = new ConcurrentHashMap<>();
  private boolean told;

  private WearBook(Optional<Path> file) {
    this.file = file;
  }

  /** A book that forgets. */
  public static WearBook inMemory() {
    return new WearBook(Optional.empty());
  }

  /** The book in the state directory, which need not exist yet. */
  public static WearBook in(Path directory) {
    WearBook book = new WearBook(Optional.of(directory.resolve(FILE)));
    book.load(directory.resolve(FILE));
    return book;
  }

  Optional<Entry> entry(String name) {
    return Optional.ofNullable(entries.get(name));
  }

  void note(String name, Entry entry) {
    entries.put(name, entry);
    file.ifPresent(this::save);
  }

  private void load(Path path) {
    if (!Files.exists(path)) {
      return;
    }
    Properties lines = new Properties();
    try (Reader in = Files.newBufferedReader(path)) {
      lines.load(in);
      for (String name : lines.stringPropertyNames()) {
        String[] parts = lines.getProperty(name).split("@", 2);
        entries.put(name, new Entry(Double.parseDouble(parts[0]), Instant.parse(parts[1])));
      }
    } catch (IOException
        | IllegalArgumentException
        | DateTimeException
        | IndexOutOfBoundsException e) {
      Logger.warn("{}: cannot be read, write budgets start afresh: {}", path, e.getMessage());
    }
  }

  private synchronized void save(Path path) {
    Properties lines = new Properties();
    entries.forEach((name, entry) -> lines.setProperty(name, entry.left() + "@" + entry.at()));
    Path fresh = path.resolveSibling(FILE + ".new");
    try {
      Files.createDirectories(path.toAbsolutePath().getParent());
      try (Writer out = Files.newBufferedWriter(fresh)) {
        lines.store(out, "writes that are left, and when");
      }
      Files.move(fresh, path, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
      told = false;
    } catch (IOException e) {
      if (!told) {
        Logger.warn("{}: cannot be written: {}", path, e.getMessage());
      }
      told = true;
    }
  }
}
