package io.spikewatt.controller.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.config.cli.ExitCode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NowcastCommandTest {
  private static final Instant START = Instant.parse("2026-01-05T00:00:00Z");

  @TempDir Path folder;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private ExitCode run(String... arguments) {
    out.reset();
    err.reset();
    return LabMain.run(
        Stream.concat(Stream.of("forecast", "evaluate", "--nowcast"), Stream.of(arguments))
            .toList(),
        new PrintStream(out, true, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8));
  }

  private String said() {
    return err.toString(StandardCharsets.UTF_8);
  }

  /** A machine of 25 of 70 minutes with noise, and a hole of ten minutes on the last day. */
  private Path minutes(String name, Instant start, int count) throws IOException {
    SplittableRandom random = new SplittableRandom(start.getEpochSecond());
    StringBuilder text = new StringBuilder("time_utc,load_kw\n");
    for (int k = 0; k < count; k++) {
      Instant at = start.plus(Duration.ofMinutes(k));
      double load = (at.getEpochSecond() / 60 % 70 < 25 ? 2 : 0.4) + random.nextDouble() / 10;
      boolean hole = k > count - 700 && k < count - 690;
      text.append(at).append(',').append(hole ? "" : load).append('\n');
    }
    return Files.writeString(folder.resolve(name), text);
  }

  @Test
  void the_figures_can_be_recomputed_from_the_dump_and_the_plot_is_labelled() throws IOException {
    Path dump = folder.resolve("dump.csv");
    Path plot = folder.resolve("hour.svg");
    String data = minutes("a.csv", START, 4 * 1440).toString();
    ExitCode code =
        run(
            "--data",
            data,
            "--target",
            "load_kw",
            "--json",
            "--dump",
            dump.toString(),
            "--plot",
            plot.toString());
    assertEquals(ExitCode.OK, code, said());
    Map<String, Double> json = JsonNumbers.of(out.toString(StandardCharsets.UTF_8));
    List<String> lines = Files.readAllLines(dump);
    assertEquals("origin_utc,window,p10,p50,p90,mean,actual", lines.getFirst());
    for (String window : List.of("0-15", "15-30", "30-60")) {
      for (boolean slots : new boolean[] {false, true}) {
        check(json, lines, window, slots);
      }
    }
    assertEquals((lines.size() - 1) / 3.0, JsonNumbers.number(json, "/nowcasts"));
    assertTrue(
        JsonNumbers.number(json, "/operations") < JsonNumbers.number(json, "/denseOperations"));
    assertTrue(JsonNumbers.number(json, "/sends") > 0);
    assertTrue(json.containsKey("/idleMinutes"));
    assertTrue(json.containsKey("/slotStarts/30-60/product/pinball"));
    assertTrue(json.containsKey("/slotStarts/0-15/lastMinute/mae"));
    assertTrue(json.containsKey("/all/0-15/meanOf15Minutes/mae"));
    String svg = Files.readString(plot);
    assertTrue(svg.contains(">kW</text>") && svg.contains("P10 to P90"), svg);
    assertTrue(svg.contains("time of issue, UTC") && svg.endsWith("</svg>\n"), svg);
  }

  private static void check(
      Map<String, Double> json, List<String> lines, String window, boolean slots) {
    double absolute = 0;
    double pinball = 0;
    int inside = 0;
    int count = 0;
    for (String line : lines.subList(1, lines.size())) {
      String[] cells = line.split(",", -1);
      boolean slot = Instant.parse(cells[0]).getEpochSecond() % 900 == 0;
      if (!cells[1].equals(window) || cells[6].isEmpty() || (slots && !slot)) {
        continue;
      }
      double actual = Double.parseDouble(cells[6]);
      // A minute that is unknown leaves nothing to compare with.
      if (unknownBefore(cells[0])) {
        continue;
      }
      absolute += Math.abs(actual - Double.parseDouble(cells[3]));
      for (int v = 0; v < 3; v++) {
        double q = new double[] {0.1, 0.5, 0.9}[v];
        double error = actual - Double.parseDouble(cells[2 + v]);
        pinball += Math.max(q * error, (q - 1) * error) / 3;
      }
      boolean within =
          actual >= Double.parseDouble(cells[2]) && actual <= Double.parseDouble(cells[4]);
      inside += within ? 1 : 0;
      count++;
    }
    String at = (slots ? "/slotStarts/" : "/all/") + window;
    assertEquals(count, JsonNumbers.number(json, at + "/scored"), at);
    assertEquals(absolute / count, JsonNumbers.number(json, at + "/mae"), 1e-5, at);
    assertEquals(pinball / count, JsonNumbers.number(json, at + "/pinball"), 1e-5, at);
    assertEquals((double) inside / count, JsonNumbers.number(json, at + "/coverage"), 1e-5, at);
  }

  private static boolean unknownBefore(String origin) {
    Instant hole = START.plus(Duration.ofMinutes(4 * 1440 - 699));
    Instant issued = Instant.parse(origin);
    return issued.isAfter(hole) && !issued.isAfter(hole.plus(Duration.ofMinutes(9)));
  }

  @Test
  void files_to_learn_from_come_before_the_data() throws IOException {
    Path first = minutes("first.csv", START, 3 * 1440);
    Path second = minutes("second.csv", START.plus(Duration.ofDays(3)), 1440);
    String from = START.plus(Duration.ofDays(3)).toString();
    ExitCode code =
        run(
            "--train",
            first.toString(),
            "--data",
            second.toString(),
            "--target",
            "load_kw",
            "--test-from",
            from,
            "--json");
    assertEquals(ExitCode.OK, code, said());
    String json = out.toString(StandardCharsets.UTF_8);
    assertTrue(json.contains("\"testFrom\":\"" + from + "\""), json);
    assertEquals(1440 - 60 + 1 - 4, JsonNumbers.number(JsonNumbers.of(json), "/nowcasts"), 5);

    code = run("--data", first.toString(), "--target", "load_kw", "--train", second.toString());
    assertEquals(ExitCode.BAD_DATA, code);
    assertTrue(said().contains("one after the other"), said());
  }

  @Test
  void what_cannot_be_used_is_refused_with_what_was_expected() throws IOException {
    Path file = minutes("short.csv", START, 1500);
    assertEquals(ExitCode.BAD_DATA, run("--data", file.toString(), "--target", "load_kw"));
    assertTrue(said().contains("expected two days of minutes before"), said());
    assertEquals(ExitCode.BAD_DATA, run("--data", file.toString(), "--target", "pv_kw"));
    List<String> lines = new ArrayList<>(Files.readAllLines(file));
    lines.remove(2);
    Files.write(file, lines);
    assertEquals(ExitCode.BAD_DATA, run("--data", file.toString(), "--target", "load_kw"));
    assertTrue(said().contains("expected a step of one whole minute, found PT2M"), said());
    assertEquals(ExitCode.USAGE, run("--data", file.toString(), "--target", "x", "--train"));
    assertEquals(
        ExitCode.USAGE, run("--data", file.toString(), "--target", "x", "--test-from", "noon"));
    assertEquals(ExitCode.OK, run("--help"));
  }
}
