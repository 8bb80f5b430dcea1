package io.spikewatt.controller.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.config.cli.ExitCode;
import io.spikewatt.controller.fixture.SunnySite;
import io.spikewatt.controller.local.LocalServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WhyCommandTest {

  private static final String ANSWER =
      """
      {"zone":"Europe/Berlin","slot":"2026-06-15T01:00:00Z","slotEnd":"2026-06-15T01:15:00Z",
      "at":"2026-06-15T01:00:01.2Z","until":"2026-06-15T01:07:00Z","unlogged":3,
      "decision":{"mode":"auto","doing":"auto (plan in force): battery charges 2.0 kW: charges",
      "setpoints":[{"id":"battery1","power_w":-2000,"reason":"charges; import limit (command)",
      "limitedBy":"clamped to -2000"},{"id":"compute1","power_limit_w":1800,
      "lastKwhWorth":0.2105,"reason":"power is worth less than the work"},
      {"id":"ev1","refused":"not its owner"}],"moreSetpoints":2,
      "gridW":2812,"loadW":812,"pvW":"unknown: pv1 is silent","batteryW":-2000,
      "socPct":[{"id":"battery1","value":57.5}],
      "loadForecastW":{"p10":396,"p50":612,"p90":1222},"sourceForecastW":{"p10":0,"p50":0,"p90":0},
      "prices":{"importPerKwh":0.18,"exportPerKwh":0.07,"from":"published","storedPerKwh":0.2},
      "costs":{"currency":"EUR","until":"2026-06-16T10:00:00Z","netW":812,
      "chosen":{"powerW":-2000,"cost":5.26485},"charge":{"powerW":-6000,"cost":5.39807},
      "idle":{"powerW":0,"cost":5.27701},"discharge":{"powerW":5760.252,"cost":5.2}}}}
      """;

  @TempDir Path directory;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private Path config;

  @BeforeEach
  void writeConfig() throws IOException {
    config = directory.resolve("site.yaml");
    try (var in = SunnySite.class.getResourceAsStream("sunny-site.yaml")) {
      String text = new String(Objects.requireNonNull(in).readAllBytes(), UTF_8);
      Files.writeString(
          config, text.replace("directory: state", "directory: \"" + directory + "/state\""));
    }
  }

  private WhyCommand command() {
    return new WhyCommand(
        Map.of("XDG_RUNTIME_DIR", directory.toString()),
        new PrintStream(out, true, UTF_8),
        new PrintStream(err, true, UTF_8));
  }

  /** A daemon that gives one answer to a question. */
  private ExitCode ask(String question, String answer, String... options) throws IOException {
    try (LocalServer _ =
        LocalServer.start(
            directory.resolve("spikewatt-sunny.sock"),
            Map.of(
                "why",
                asked -> asked.equals(question) ? answer : "{\"error\":\"" + asked + "\"}"))) {
      List<String> all = new ArrayList<>(List.of("--config", config.toString()));
      all.addAll(List.of(options));
      return command().run(all);
    }
  }

  @Test
  void aDecisionIsToldInTheSitesZoneWithTheCostsBesideIt() throws Exception {
    assertEquals(ExitCode.OK, ask("yesterday 03:00", ANSWER, "yesterday", "03:00"));
    assertEquals(
        """
        2026-06-15 03:00:01 to 03:07:00 (Europe/Berlin)
        auto (plan in force): battery charges 2.0 kW: charges
        3 later changes in this quarter hour have no row of their own.

        battery1   power_w -2000            charges; import limit (command); clamped to -2000
        compute1   power_limit_w 1800       power is worth less than the work; its last kWh is worth 0.211
        ev1        refused: not its owner
        and 2 more devices

        measured   grid 2812 W, load 812 W, pv unknown: pv1 is silent, battery -2000 W, battery1 57.5 %
        forecast   load 612 W, 396 to 1222 W, PV and wind 0 W, 0 to 0 W (P50, P10 to P90)
        prices     import 0.18, export 0.07 a kWh (published), a stored kWh is worth 0.2

        Expected cost until 2026-06-16 12:00 in EUR, if the batteries had done this until 03:15:
          as chosen           -2000 W      5.265
          full charge         -6000 W      5.398  +0.133
          idle                    0 W      5.277  +0.012
          full discharge       5760 W      5.200  -0.065
        """,
        out.toString(UTF_8));
  }

  @Test
  void jsonIsTheDaemonsDocumentAsItIs() throws Exception {
    String line = ANSWER.replace("\n", "");
    assertEquals(ExitCode.OK, ask("", line, "--json"));
    assertEquals(line + "\n", out.toString(UTF_8));
  }

  @Test
  void withoutCostsTheReasonIsTold() throws Exception {
    String answer =
        ANSWER.substring(0, ANSWER.indexOf(",\n\"loadForecastW\""))
            + ",\"noCosts\":\"no plan decides in the mode hold\"}}";
    assertEquals(ExitCode.OK, ask("03:00", answer, "03:00"));
    String told = out.toString(UTF_8);
    assertTrue(told.contains("\nforecast   none\n"), told);
    assertTrue(told.contains("\nprices     none counted, because no plan was in force\n"), told);
    assertTrue(
        told.endsWith("\nNo costs of alternatives: no plan decides in the mode hold.\n"), told);
  }

  @Test
  void aTimeWithoutADecisionIsBadInput() throws Exception {
    assertEquals(ExitCode.BAD_DATA, ask("", "{}", "soon"));
    assertEquals("soon\n", err.toString(UTF_8));
  }

  @Test
  void aDamagedRowIsBadDataAndNoBug() throws Exception {
    assertEquals(ExitCode.BAD_DATA, ask("", "{\"zone\":\"Europe/Berlin\",\"decision\":{\"mo"));
    assertTrue(err.toString(UTF_8).startsWith("expected a decision, found {"), err.toString(UTF_8));
  }

  @Test
  void withoutADaemonItSaysWhereItLooked() {
    assertEquals(ExitCode.UNREACHABLE, command().run(List.of("--config", config.toString())));
    String told = err.toString(UTF_8);
    assertTrue(told.contains(directory.resolve("spikewatt-sunny.sock").toString()), told);
  }

  @Test
  void theDaemonAnswersForARunningSite() throws Exception {
    try (SunnySite site = new SunnySite(directory.resolve("history"))) {
      for (int i = 0; i < 10; i++) {
        site.cycle();
      }
      assertEquals(ExitCode.OK, ask("00:00", site.why("00:00"), "00:00"));
    }
    String told = out.toString(UTF_8);
    assertTrue(told.contains("\n  full charge         -4000 W"), told);
  }
}
