package io.spikewatt.controller.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.config.cli.ExitCode;
import io.spikewatt.inference.model.ModelFile;
import io.spikewatt.inference.model.ModelRead;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ForecastCommandTest {

  /** An evaluation needs 46. */
  private static final int DAYS = 48;

  @TempDir Path folder;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private ExitCode run(String... arguments) {
    return LabMain.run(
        Stream.concat(Stream.of("forecast"), Stream.of(arguments)).toList(),
        new PrintStream(out, true, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8));
  }

  private String told() {
    return err.toString(StandardCharsets.UTF_8);
  }

  /** A load that follows the hour of day, with noise and a hole. */
  private Path series(int days) throws IOException {
    SplittableRandom random = new SplittableRandom(1);
    StringBuilder text = new StringBuilder("time_utc,load_kw\n");
    Instant start = Instant.parse("2026-01-05T00:00:00Z");
    for (int k = 0; k < days * 24; k++) {
      double load = 2 + Math.sin(2 * Math.PI * k / 24) + random.nextDouble();
      boolean hole = k > 60 * 24 && k < 60 * 24 + 30;
      text.append(start.plusSeconds(3600L * k)).append(',').append(hole ? "" : load).append('\n');
    }
    return Files.writeString(folder.resolve("load.csv"), text);
  }

  @Test
  void the_figures_can_be_recomputed_from_the_dump() throws IOException {
    Path dump = folder.resolve("dump.csv");
    Path plot = folder.resolve("week.svg");
    ExitCode code =
        run(
            "evaluate",
            "--data",
            series(70).toString(),
            "--target",
            "load_kw",
            "--zone",
            "Europe/Berlin",
            "--dump",
            dump.toString(),
            "--plot",
            plot.toString(),
            "--json");
    assertEquals(ExitCode.OK, code, told());
    Map<String, Double> json = JsonNumbers.of(out.toString(StandardCharsets.UTF_8));
    List<String> lines = Files.readAllLines(dump);
    assertEquals("origin_utc,step,time_utc,p10,p50,p90,mean,actual", lines.getFirst());
    double absolute = 0;
    double squared = 0;
    int inside = 0;
    int count = 0;
    for (String line : lines.subList(1, lines.size())) {
      String[] cells = line.split(",", -1);
      if (!cells[7].isEmpty()) {
        double actual = Double.parseDouble(cells[7]);
        absolute += Math.abs(actual - Double.parseDouble(cells[4]));
        squared += Math.pow(actual - Double.parseDouble(cells[6]), 2);
        boolean within =
            actual >= Double.parseDouble(cells[3]) && actual <= Double.parseDouble(cells[5]);
        inside += within ? 1 : 0;
        count++;
      }
    }
    assertEquals(
        JsonNumbers.number(json, "/origins") * JsonNumbers.number(json, "/horizonSteps"),
        lines.size() - 1);
    assertEquals(absolute / count, JsonNumbers.number(json, "/mae"), 1e-5);
    assertEquals(Math.sqrt(squared / count), JsonNumbers.number(json, "/rmse"), 1e-5);
    assertEquals((double) inside / count, JsonNumbers.number(json, "/coverage"), 1e-5);
    double naive =
        Math.min(
            JsonNumbers.number(json, "/baselines/seasonalNaiveDay/mae"),
            JsonNumbers.number(json, "/baselines/seasonalNaiveWeek/mae"));
    assertEquals(
        1 - JsonNumbers.number(json, "/mae") / naive, JsonNumbers.number(json, "/skill"), 1e-4);
    assertTrue(json.containsKey("/baselines/similarDay/rmse"));
    assertTrue(json.containsKey("/baselines/ridge/pinball"));
    assertTrue(json.containsKey("/baselines/stack/nmae"));
    assertTrue(json.containsKey("/model/parameters"));
    assertTrue(Files.readString(plot).endsWith("</svg>\n"));
  }

  @Test
  void tuning_tells_of_the_tuning_part_only() throws IOException {
    Path file = series(DAYS);
    List<String> lines = Files.readAllLines(file);
    ExitCode code =
        run("evaluate", "--data", file.toString(), "--target", "load_kw", "--tune", "--json");
    assertEquals(ExitCode.OK, code, told());
    String first = out.toString(StandardCharsets.UTF_8);
    assertTrue(JsonNumbers.number(JsonNumbers.of(first), "/tuning/stack") > 0, first);
    // Other outcomes in the test part change nothing but the clock's reading.
    for (int i = lines.size() - 200; i < lines.size(); i++) {
      lines.set(i, lines.get(i).replaceAll(",.*", ",1"));
    }
    Files.write(file, lines);
    out.reset();
    run("evaluate", "--data", file.toString(), "--target", "load_kw", "--tune", "--json");
    String time = "\"trainSeconds.*";
    assertEquals(
        first.replaceAll(time, ""), out.toString(StandardCharsets.UTF_8).replaceAll(time, ""));
  }

  @Test
  void anotherForecasterIsMeasuredInTheProductsPlace() throws IOException {
    String file = series(DAYS).toString();
    for (String name : List.of("similarDay", "ridge")) {
      out.reset();
      ExitCode code =
          run("evaluate", "--data", file, "--target", "load_kw", "--forecaster", name, "--json");
      assertEquals(ExitCode.OK, code, told());
      String told = out.toString(StandardCharsets.UTF_8);
      for (String figure : List.of("mae", "rmse", "coverage")) {
        assertEquals(
            JsonNumbers.number(JsonNumbers.of(told), "/baselines/" + name + "/" + figure),
            JsonNumbers.number(JsonNumbers.of(told), "/" + figure),
            told);
      }
    }
  }

  @Test
  void bad_data_ends_with_65_and_its_place() throws IOException {
    Path file = series(70);
    Files.writeString(file, Files.readString(file).replace("2026-01-05T02:00:00Z,", "x,"));
    assertEquals(
        ExitCode.BAD_DATA, run("evaluate", "--data", file.toString(), "--target", "load_kw"));
    assertTrue(told().contains("load.csv:4:1: expected a time like"), told());
  }

  @Test
  void a_missing_column_and_a_short_series_end_with_65() throws IOException {
    assertEquals(
        ExitCode.BAD_DATA, run("evaluate", "--data", series(70).toString(), "--target", "pv_kw"));
    assertTrue(told().contains("expected a column pv_kw, found [load_kw]"), told());
    assertEquals(
        ExitCode.BAD_DATA, run("evaluate", "--data", series(20).toString(), "--target", "load_kw"));
    assertTrue(told().contains("expected 46 days of rows"), told());
  }

  @Test
  void wrong_usage_ends_with_64() throws IOException {
    String file = series(70).toString();
    assertEquals(ExitCode.USAGE, run("evaluate", "--data", file));
    assertEquals(ExitCode.USAGE, run("guess"));
    assertEquals(
        ExitCode.USAGE, run("evaluate", "--data", file, "--target", "load_kw", "--zone", "Mars/A"));
    assertEquals(
        ExitCode.USAGE, run("evaluate", "--data", file, "--target", "load_kw", "--lat", "50"));
    assertEquals(
        ExitCode.USAGE,
        run("evaluate", "--data", file, "--target", "load_kw", "--forecaster", "oracle"));
    assertTrue(told().contains("--forecaster: expected one of seasonalNaiveDay, "), told());
  }

  @Test
  void trainingWritesAModelThatInspectKnows() throws IOException {
    Path model = folder.resolve("load.model");
    ExitCode code =
        run(
            "train",
            "--data",
            series(DAYS).toString(),
            "--target",
            "load_kw",
            "--weather",
            "load_kw",
            "--out",
            model.toString(),
            "--json");
    assertEquals(ExitCode.OK, code, told());
    assertEquals(
        List.of("load_kw"),
        assertInstanceOf(ModelRead.Loaded.class, ModelFile.read(model))
            .model()
            .settings()
            .weather());
    String document = out.toString(StandardCharsets.UTF_8);
    Map<String, Double> json = JsonNumbers.of(document);
    assertEquals((double) Files.size(model), JsonNumbers.number(json, "/bytes"));
    assertEquals(36, JsonNumbers.number(json, "/horizonSteps"));
    assertTrue(
        JsonNumbers.number(json, "/validation/stackMae")
            < JsonNumbers.number(json, "/validation/naiveDayMae"));
    assertTrue(document.contains("\"from\":\"2026-01-05T00:00:00Z\""), document);
    assertTrue(document.contains("\"to\":\"2026-02-22T00:00:00Z\""), document);
    out.reset();
    ExitCode inspected =
        LabMain.run(
            List.of("model", "inspect", model.toString(), "--json"),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8));
    assertEquals(ExitCode.OK, inspected, told());
    Map<String, Double> kept = JsonNumbers.of(out.toString(StandardCharsets.UTF_8));
    assertEquals(
        JsonNumbers.number(json, "/validation/stackMae"),
        JsonNumbers.number(kept, "/validation/stackMae"));
    assertEquals(0, JsonNumbers.number(kept, "/holidayShare"));
  }

  @Test
  void tooShortASeriesTrainsNothingAndLeavesNoFile() throws IOException {
    Path model = folder.resolve("load.model");
    String file = series(10).toString();
    assertEquals(
        ExitCode.BAD_DATA,
        run("train", "--data", file, "--target", "load_kw", "--out", model.toString()));
    assertTrue(told().contains("load.csv: expected 14 days of a load_kw that varies"), told());
    assertTrue(Files.notExists(model));
    assertEquals(ExitCode.USAGE, run("train", "--data", file, "--target", "load_kw"));
    assertTrue(told().contains("--out is needed"), told());
    assertEquals(ExitCode.OK, run("train", "--help"));
    assertEquals(ExitCode.OK, run("--help"));
  }
}
