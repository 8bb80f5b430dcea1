package io.spikewatt.controller.evaluate;

import io.spikewatt.inference.feature.SeriesKind;
import io.spikewatt.inference.nowcast.MinuteSeries;
import io.spikewatt.inference.nowcast.NowcastSettings;
import java.time.Instant;
import java.util.List;

/**
 * One nowcaster to measure on one series of minutes.
 *
 * @param target name of the series
 * @param parts all minutes, in the order of time and without overlap; in any unit of power
 * @param testFrom start of the first minute that is not learnt from
 */
public record NowcastTask(
    String target,
    SeriesKind kind,
    NowcastSettings settings,
    List<MinuteSeries> parts,
    Instant testFrom) {

  public NowcastTask {
    parts = List.copyOf(parts);
  }
}
