package io.spikewatt.fleet.demo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.config.cli.ExitCode;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FleetDemoMainTest {

  @TempDir private Path folder = Path.of("");
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private ExitCode run(String... arguments) {
    return FleetDemoMain.run(List.of(arguments), System.out, new PrintStream(err, true, UTF_8));
  }

  @Test
  void without_series_it_says_what_it_needs() {
    assertEquals(ExitCode.UNREACHABLE, run("--data", folder.toString()));
    assertTrue(err.toString(UTF_8).contains("sites.csv"));
  }

  @Test
  void an_unknown_option_shows_the_usage() {
    assertEquals(ExitCode.USAGE, run("--what"));
    assertTrue(err.toString(UTF_8).contains("./spikewatt fleet-demo"));
  }
}
