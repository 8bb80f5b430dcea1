package io.spikewatt.controller.evaluate;

import io.spikewatt.inference.nowcast.Nowcast;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Writes every nowcast with its outcome, so that anyone can recompute the figures: {@code
 * origin_utc,window,p10,p50,p90,mean,actual}; an unmeasured outcome is empty. Values are exact.
 */
public final class NowcastDump implements NowcastEvaluation.Sink, AutoCloseable {
  private final BufferedWriter out;

  /**
   * @throws IOException if the file cannot be written; later failures are {@link
   *     UncheckedIOException}
   */
  public NowcastDump(Path file) throws IOException {
    out = Files.newBufferedWriter(file, StandardCharsets.UTF_8);
    out.write("origin_utc,window,p10,p50,p90,mean,actual\n");
  }

  /** Name of a window: its first minute and the one after its last. */
  public static String window(int window) {
    return Nowcast.windowStart(window) + "-" + Nowcast.windowEnd(window);
  }

  @Override
  public void take(MinuteOutcome outcome) {
    Nowcast n = outcome.nowcast();
    try {
      for (int w = 0; w < Nowcast.WINDOWS; w++) {
        double actual = outcome.actual()[w];
        out.write(
            "%s,%s,%s,%s,%s,%s,%s\n"
                .formatted(
                    n.issuedAt(),
                    window(w),
                    n.p10()[w],
                    n.p50()[w],
                    n.p90()[w],
                    n.mean()[w],
                    Double.isNaN(actual) ? "" : actual));
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
