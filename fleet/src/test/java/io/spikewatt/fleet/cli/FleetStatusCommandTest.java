package io.spikewatt.fleet.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.fleet.store.FleetState;
import io.spikewatt.fleet.store.GatewayRegister.EnrolledGateway;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FleetStatusCommandTest {

  /** Earlier releases stored the texts of members unchecked. */
  @Test
  void textsOfAMemberReachTheTerminalAsEscapes(@TempDir Path directory) throws Exception {
    String bad = "a\n  home99 \u001b[2J";
    try (FleetState state = FleetState.open(directory)) {
      state
          .gateways()
          .enrol(
              new EnrolledGateway("home17", bad, bad, bad, Instant.parse("2026-11-30T12:00:00Z")));
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    new FleetStatusCommand(new PrintStream(out, true, UTF_8))
        .run(List.of("--folder", directory.toString()));
    String printed = out.toString(UTF_8);
    assertFalse(printed.contains("\u001b"), printed);
    List<String> gateways = printed.lines().filter(line -> line.contains("home99")).toList();
    assertEquals(1, gateways.size(), printed);
    assertTrue(gateways.getFirst().startsWith("  home17 "), printed);
  }
}
