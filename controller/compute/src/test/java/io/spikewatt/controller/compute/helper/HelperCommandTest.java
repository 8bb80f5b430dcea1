package io.spikewatt.controller.compute.helper;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.config.cli.ExitCode;
import io.spikewatt.hal.time.ManualClock;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Reasons for which the helper does not start. */
@Timeout(60)
final class HelperCommandTest {

  @TempDir Path folder;
  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

  private ExitCode run(Path config) {
    return new HelperCommand(
            new ManualClock(Instant.EPOCH), 2, new PrintStream(printed, true, UTF_8))
        .run(config);
  }

  private Path file(String text, String rights) throws IOException {
    Path file = Files.writeString(folder.resolve("helper.yaml"), text);
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(rights));
  }

  private void refused(String problem) {
    assertTrue(printed.toString(UTF_8).contains(problem), printed.toString(UTF_8));
  }

  @Test
  void a_file_that_others_may_change_is_refused() throws IOException {
    assertEquals(ExitCode.CONFIG, run(file("devices: []", "rw-rw-r--")));
    refused("helper.yaml: expected that only root may change it");
  }

  @Test
  void a_file_that_others_may_replace_is_refused() throws IOException {
    Path config = file("devices: []", "rw-r--r--");
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwx---"));
    assertEquals(ExitCode.CONFIG, run(config));
    refused(folder + ": expected that only root may change it");
  }

  @Test
  void a_link_or_a_missing_file_is_refused() throws IOException {
    Path link = Files.createSymbolicLink(folder.resolve("link"), file("", "rw-r--r--"));
    assertEquals(ExitCode.CONFIG, run(link));
    assertEquals(ExitCode.CONFIG, run(folder.resolve("none")));
    refused("expected a file, found none");
  }

  @Test
  void mistakes_are_told_with_their_place() throws IOException {
    assertEquals(ExitCode.CONFIG, run(file("devices:\n  - nvidia: x\n", "rw-r--r--")));
    refused("helper.yaml:2:13: devices[0].nvidia: expected an index from 0 to 63, or GPU-…");
  }

  @Test
  void a_group_that_is_not_there_is_refused() throws IOException {
    Path config =
        file(
            """
            socket: %s/socket
            group: no-such-group
            devices:
              - powercap: /nowhere
                power-limit: { least: 35, most: 125, safe: 60 }
            """
                .formatted(folder),
            "rw-r--r--");
    assertEquals(ExitCode.CONFIG, run(config));
    refused("socket for group no-such-group: ");
  }
}
