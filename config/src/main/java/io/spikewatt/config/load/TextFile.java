package io.spikewatt.config.load;

import io.spikewatt.hal.store.IoReason;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/** Bytes to text, strictly: a file that is missing, too large or not UTF-8 is a problem. */
final class TextFile {

  /** More than any site needs, and small enough to parse at once. */
  static final int MAX_BYTES = 1 << 20;

  private static final String SIZE = "a file of at most 1 MiB";

  private TextFile() {}

  /** True for a name of YAML at the end of all links. */
  static boolean isYaml(Path file) {
    try {
      return (Files.exists(file) ? file.toRealPath() : file).toString().endsWith(".yaml");
    } catch (IOException e) {
      return false;
    }
  }

  /** The file's bytes; empty if a problem was reported. */
  static Optional<byte[]> read(Path file, Problems problems) {
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      String found = Files.isDirectory(file) ? "a directory" : "a pipe or a device";
      problems.add(FilePosition.START, "", "a file", found);
      return Optional.empty();
    }
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MAX_BYTES + 1);
      if (bytes.length > MAX_BYTES) {
        problems.add(FilePosition.START, "", SIZE, "more");
        return Optional.empty();
      }
      return Optional.of(bytes);
    } catch (NoSuchFileException e) {
      problems.add(FilePosition.START, "", "a file", "no such file");
      return Optional.empty();
    } catch (IOException e) {
      problems.add(FilePosition.START, "", "a readable file", IoReason.of(e));
      return Optional.empty();
    }
  }

  /** The text without a byte order mark; empty if a problem was reported. */
  static Optional<String> decode(byte[] bytes, Problems problems) {
    if (bytes.length > MAX_BYTES) {
      problems.add(FilePosition.START, "", SIZE, "more");
      return Optional.empty();
    }
    ByteBuffer in = ByteBuffer.wrap(bytes);
    CharBuffer out = CharBuffer.allocate(bytes.length + 1);
    // A decoder of its own reports malformed input, where String's constructor repairs it.
    CoderResult result = StandardCharsets.UTF_8.newDecoder().decode(in, out, true);
    out.flip();
    if (result.isError()) {
      String found = String.format(Locale.ROOT, "byte 0x%02X", bytes[in.position()]);
      problems.add(FilePosition.of(out, out.length()), "", "UTF-8 text", found);
      return Optional.empty();
    }
    String text = out.toString();
    return Optional.of(text.startsWith("\uFEFF") ? text.substring(1) : text);
  }
}
