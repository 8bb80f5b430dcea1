package io.spikewatt.controller.evaluate;

import io.spikewatt.inference.forecast.Forecast;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Writes every forecast with its outcome, so that anyone can recompute the figures: {@code
 * origin_utc,step,time_utc,p10,p50,p90,mean,actual}; step counts from 1, an unmeasured outcome is
 * empty. Values are exact.
 */
public final class ForecastDump implements Evaluation.Sink, AutoCloseable {
  private final BufferedWriter out;
  private final double[] actual;

  /**
   * @param actual the whole series
   * @throws IOException if the file cannot be written; later failures are {@link
   *     UncheckedIOException}
   */
  public ForecastDump(Path file, double[] actual) throws IOException {
    this.actual = actual;
    out = Files.newBufferedWriter(file, StandardCharsets.UTF_8);
    out.write("origin_utc,step,time_utc,p10,p50,p90,mean,actual\n");
  }

  @Override
  public void take(int origin, Forecast f) {
    try {
      for (int k = 0; k < f.slots(); k++) {
        double outcome = actual[origin + k];
        out.write(
            "%s,%s,%s,%s,%s,%s,%s,%s\n"
                .formatted(
                    f.origin(),
                    k + 1,
                    f.start(k),
                    f.p10()[k],
                    f.p50()[k],
                    f.p90()[k],
                    f.mean()[k],
                    Double.isNaN(outcome) ? "" : outcome));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
