package io.spikewatt.controller.compute.sysfs;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;

import io.spikewatt.hal.store.IoReason;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * A small file in which the kernel tells or takes a value. Exceptions say in a sentence what is
 * wrong with which file.
 */
public record KernelFile(Path path) {

  private static final int MOST_BYTES = 4096;
  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");

  /** Its text without the line break; of a long file only the first 4,096 bytes. */
  public String text() throws IOException {
    try (InputStream in = Files.newInputStream(path)) {
      return new String(in.readNBytes(MOST_BYTES), US_ASCII).strip();
    } catch (IOException e) {
      throw explained("cannot be read", e);
    }
  }

  /**
   * Its whole number.
   *
   * @throws IOException also if it holds none from 0 to {@link Long#MAX_VALUE}
   */
  public long number() throws IOException {
    String text = text();
    if (!NUMBER.matcher(text).matches()) {
      throw new IOException(
          "%s: expected a whole number, found \"%s\""
              .formatted(path, text.length() > 40 ? text.substring(0, 40) : text));
    }
    return Long.parseLong(text);
  }

  /** Hands a value to the kernel, in one write. */
  public void write(String text) throws IOException {
    try {
      Files.write(path, (text + "\n").getBytes(US_ASCII), WRITE, TRUNCATE_EXISTING);
    } catch (IOException e) {
      throw explained("does not accept " + text, e);
    }
  }

  public boolean exists() {
    return Files.exists(path);
  }

  private IOException explained(String what, IOException e) {
    return new IOException("%s %s: %s".formatted(path, what, IoReason.of(e)), e);
  }
}
