package io.spikewatt.hal.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * A few names and values in a small file that outlives a restart. It never throws: an unreadable
 * file counts as empty, and without a writable one the values last until the process ends. Each
 * problem is reported once until it is over. Thread-safe.
 *
 * <p>The file holds its format as {@code .format}, a name that no value has. A file of a newer
 * format counts as empty and is never written.
 */
public final class KeptValues {

  /** Older files have no format. */
  static final int FORMAT = 1;

  private static final String FORMAT_NAME = ".format";

  /** Far more than the few values need. */
  private static final int MAX_BYTES = 1 << 20;

  private final Optional<Path> file;
  private final String comment;
  private final Consumer<String> onProblem;
  private final Map<String, String> values = new TreeMap<>();
  private final Set<String> notUnderstood = new HashSet<>();
  private boolean reported;

  /** Whether a newer release wrote the file, which therefore stays as it is. */
  private boolean newer;

  private KeptValues(Optional<Path> file, String comment, Consumer<String> onProblem) {
    this.file = file;
    this.comment = comment;
    this.onProblem = onProblem;
  }

  /** Values that last until the process ends. */
  public static KeptValues inMemory() {
    return new KeptValues(Optional.empty(), "", text -> {});
  }

  /**
   * The values of a file, whose directory need not exist yet. {@code comment} is its first line,
   * for people; {@code onProblem} receives each problem of reading or writing.
   */
  public static KeptValues in(Path file, String comment, Consumer<String> onProblem) {
    KeptValues kept = new KeptValues(Optional.of(file), comment, onProblem);
    kept.load(file);
    return kept;
  }

  public synchronized Optional<String> get(String name) {
    return Optional.ofNullable(values.get(name));
  }

  /**
   * The number of that name, if any. A value that is no number or out of range is reported and
   * ignored. {@code Double.MAX_VALUE} as {@code most} permits any finite one.
   */
  public synchronized OptionalDouble number(String name, double least, double most) {
    String text = values.get(name);
    if (text == null) {
      return OptionalDouble.empty();
    }
    double number = parsed(text);
    if (number >= least && number <= most) {
      return OptionalDouble.of(number);
    }
    if (notUnderstood.add(name)) {
      String where = file.map(path -> path + ": ").orElse("") + name;
      String range = most < Double.MAX_VALUE ? "from " + least + " to " + most : ">= " + least;
      onProblem.accept(
          where + " does not count: expected a number " + range + ", found \"" + text + "\"");
    }
    return OptionalDouble.empty();
  }

  private static double parsed(String text) {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      return Double.NaN;
    }
  }

  /** Stores a value and writes the file: after the return it survives a power cut. */
  public synchronized void put(String name, String value) {
    values.put(name, value);
    notUnderstood.remove(name);
    file.ifPresent(this::save);
  }

  /** Stores values beside the others; writes the file once, and not if nothing is new. */
  public synchronized void putAll(Map<String, String> newer) {
    if (values.entrySet().containsAll(newer.entrySet())) {
      return;
    }
    values.putAll(newer);
    notUnderstood.removeAll(newer.keySet());
    file.ifPresent(this::save);
  }

  /** Replaces all values and writes the file once; true = the new values survive a power cut. */
  public synchronized boolean replace(Map<String, String> all) {
    values.clear();
    values.putAll(all);
    notUnderstood.clear();
    return file.isEmpty() || save(file.get());
  }

  /** A copy of the names and values, in the order of names. */
  public synchronized Map<String, String> all() {
    return new TreeMap<>(values);
  }

  private synchronized void load(Path path) {
    if (!Files.exists(path)) {
      return;
    }
    Properties lines = new Properties();
    try {
      lines.load(new StringReader(text(path)));
      String format = lines.getProperty(FORMAT_NAME, "0");
      newer = parsed(format) > FORMAT;
      if (newer) {
        throw new IOException(
            "expected format %d or older, found %s: a newer release wrote it"
                .formatted(FORMAT, format));
      }
      lines.remove(FORMAT_NAME);
      lines.stringPropertyNames().forEach(name -> values.put(name, lines.getProperty(name)));
    } catch (IOException | IllegalArgumentException e) {
      onProblem.accept(path + " cannot be read and counts as empty: " + e);
    }
  }

  /** Reads regular files only: a pipe would wait for its writer, and a device may have no end. */
  private static String text(Path path) throws IOException {
    if (!Files.isRegularFile(path)) {
      throw new IOException("expected a regular file");
    }
    try (InputStream in = Files.newInputStream(path)) {
      byte[] bytes = in.readNBytes(MAX_BYTES + 1);
      if (bytes.length > MAX_BYTES) {
        throw new IOException("expected at most " + MAX_BYTES + " bytes, found more");
      }
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    }
  }

  /** Whether the file holds the values now. */
  private boolean save(Path path) {
    if (newer) {
      return false;
    }
    Properties lines = new Properties();
    lines.putAll(values);
    lines.setProperty(FORMAT_NAME, String.valueOf(FORMAT));
    try {
      PrivateFiles.createDirectories(PrivateFiles.directory(path));
      StringWriter text = new StringWriter();
      lines.store(text, comment);
      PrivateFiles.replace(path, text.toString().getBytes(StandardCharsets.UTF_8));
      reported = false;
      return true;
    } catch (IOException e) {
      if (!reported) {
        onProblem.accept(path + " cannot be written: " + e);
      }
      reported = true;
      return false;
    }
  }
}
