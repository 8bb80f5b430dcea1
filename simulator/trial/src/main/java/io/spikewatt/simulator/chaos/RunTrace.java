package io.spikewatt.simulator.chaos;

import io.spikewatt.controller.report.Event;
import io.spikewatt.hal.message.Message;
import io.spikewatt.hal.time.Clock;
import io.spikewatt.simulator.physics.PlantEvent;
import io.spikewatt.simulator.physics.PlantObserver;
import io.spikewatt.simulator.physics.PlantWrite;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.function.Consumer;

/**
 * Everything that a run does outside, in order, one line each: writes, events, published messages.
 * Two runs did the same if their hashes are equal.
 */
final class RunTrace implements PlantObserver {

  private final Clock clock;
  private final String directory;
  private final Consumer<String> lines;
  private final MessageDigest sha256;

  /**
   * @param directory of the run, which has another name each time: left out of the lines
   * @param lines receives each line, to compare two runs
   */
  RunTrace(Clock clock, Path directory, Consumer<String> lines) {
    this.clock = clock;
    this.directory = directory.toString();
    this.lines = lines;
    try {
      this.sha256 = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  @Override
  public void happened(PlantEvent event) {
    add(event.toString());
  }

  @Override
  public void wrote(PlantWrite write) {
    add(write.toString());
  }

  void event(Event event) {
    add(event.toString());
  }

  /** A message of the controller to the broker. */
  void published(Message message) {
    // ISO 8859-1 gives each byte a character of its own.
    add(message.topic() + " " + new String(message.payload(), StandardCharsets.ISO_8859_1));
  }

  private void add(String what) {
    String line = clock.now().nanos() + " " + what.replace(directory, "");
    sha256.update((line + "\n").getBytes(StandardCharsets.UTF_8));
    lines.accept(line);
  }

  /** Hash of all lines so far, in hexadecimal digits; call once, at the end. */
  String hash() {
    return HexFormat.of().formatHex(sha256.digest());
  }
}
