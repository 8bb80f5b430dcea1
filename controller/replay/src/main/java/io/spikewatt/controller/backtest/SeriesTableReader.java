package io.spikewatt.controller.backtest;

import io.spikewatt.controller.backtest.BacktestScenario.Series;
import io.spikewatt.hal.store.IoReason;
import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Reads a scenario's series: a header, {@code step} counting from 0, and a finite number in every
 * cell that is used. Ignores unknown columns. Skips no row, guesses no cell.
 */
final class SeriesTableReader {

  private static final List<String> SITE = List.of("load_kw", "pv_kw");
  private static final List<String> GRID =
      List.of("import_price", "export_price", "grid_co2", "grid_up");

  private final Path file;
  private long line;

  private SeriesTableReader(Path file) {
    this.file = file;
  }

  /**
   * @param steps required number of rows
   * @param grid whether the columns of a grid are needed
   */
  static Series read(Path file, int steps, boolean grid) throws ScenarioRefused {
    return new SeriesTableReader(file).read(steps, grid);
  }

  private Series read(int steps, boolean grid) throws ScenarioRefused {
    double[][] site = new double[SITE.size()][steps];
    double[][] prices = new double[GRID.size()][steps];
    boolean[] up = new boolean[steps];
    try (BufferedReader in = open()) {
      String header = in.readLine();
      line = 1;
      List<String> names = header == null ? List.of() : List.of(header.strip().split(",", -1));
      int[] siteAt = find(names, SITE);
      int[] gridAt = grid ? find(names, GRID) : new int[0];
      find(names, List.of("step"));
      for (int t = 0; t < steps; t++) {
        String[] cells = row(in.readLine(), t, steps, names);
        for (int i = 0; i < siteAt.length; i++) {
          site[i][t] = number(cells, siteAt[i]);
        }
        for (int i = 0; i < gridAt.length; i++) {
          prices[i][t] = number(cells, gridAt[i]);
        }
        up[t] = grid && prices[3][t] > 0.5;
        if (site[1][t] < 0) {
          throw wrong(siteAt[1] + 1, "PV >= 0", cells[siteAt[1]]);
        }
      }
      String more = in.readLine();
      line++;
      if (more != null && !more.isBlank()) {
        throw wrong(0, "no more than " + steps + " rows, as scenario.json says", "another");
      }
    } catch (IOException e) {
      throw new ScenarioRefused(
          file.toString(), line, 0, "a readable CSV or CSV.gz file", IoReason.of(e));
    }
    return new Series(site[0], site[1], prices[0], prices[1], prices[2], up);
  }

  private String[] row(@Nullable String text, int t, int steps, List<String> names)
      throws ScenarioRefused {
    line++;
    if (text == null) {
      throw wrong(0, steps + " rows, as scenario.json says", t + " rows");
    }
    String[] cells = text.split(",", -1);
    if (cells.length != names.size()) {
      throw wrong(0, names.size() + " cells", String.valueOf(cells.length));
    }
    int stepAt = names.indexOf("step");
    if (number(cells, stepAt) != t) {
      throw wrong(stepAt + 1, "step " + t, cells[stepAt]);
    }
    return cells;
  }

  private int[] find(List<String> names, List<String> wanted) throws ScenarioRefused {
    int[] at = new int[wanted.size()];
    for (int i = 0; i < at.length; i++) {
      at[i] = names.indexOf(wanted.get(i));
      if (at[i] < 0) {
        throw wrong(0, "the column " + wanted.get(i), String.join(",", names));
      }
    }
    return at;
  }

  private double number(String[] cells, int at) throws ScenarioRefused {
    try {
      double value = Double.parseDouble(cells[at].strip());
      if (Double.isFinite(value)) {
        return value;
      }
    } catch (NumberFormatException e) {
      // Reported below, together with values that are not finite.
    }
    throw wrong(at + 1, "a finite number", '"' + cells[at] + '"');
  }

  private ScenarioRefused wrong(int column, String expected, String found) {
    return new ScenarioRefused(file.toString(), line, column, expected, found);
  }

  private BufferedReader open() throws IOException {
    InputStream in = new BufferedInputStream(Files.newInputStream(file));
    if (file.toString().endsWith(".gz")) {
      in = new GZIPInputStream(in, 1 << 16);
    }
    return new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
  }
}
