package io.spikewatt.controller.compute.progress;

import io.spikewatt.config.compute.DrawSource;
import io.spikewatt.controller.compute.budget.MeansReading;
import io.spikewatt.controller.compute.sysfs.KernelFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;

/** The draw of a box from its source. Confined to one thread. */
public final class DrawMeter {

  private final DrawSource source;
  private final ProcessorUse processorUse;

  /**
   * @param proc usually {@code /proc}
   */
  public DrawMeter(DrawSource source, Path proc) {
    this.source = source;
    this.processorUse = new ProcessorUse(proc.resolve("stat"));
  }

  /** Whether the draw, or a part of it, is estimated and not measured. */
  public boolean estimated() {
    return switch (source) {
      case DrawSource.Meters meters -> meters.restW() > 0;
      case DrawSource.MeterFile _ -> false;
      case DrawSource.Processors _ -> true;
    };
  }

  /** Draw now, W; empty if a part of it is not known. Call it once a second. */
  public OptionalDouble readW(List<MeansReading> means) {
    return switch (source) {
      case DrawSource.Meters meters -> sum(means, meters.restW());
      case DrawSource.MeterFile file -> inFile(file);
      case DrawSource.Processors line ->
          processorUse.next().stream()
              .map(use -> line.idleW() + use * (line.fullW() - line.idleW()))
              .findFirst();
    };
  }

  /** Every device once; a device of which no means tells its power makes the sum unknown. */
  private static OptionalDouble sum(List<MeansReading> means, double restW) {
    Map<String, OptionalDouble> devices = new TreeMap<>();
    boolean failed = false;
    for (MeansReading each : means) {
      if (each.reading().powerW().isPresent()) {
        devices.put(each.device(), each.reading().powerW());
      } else if (each.measures()) {
        devices.putIfAbsent(each.device(), OptionalDouble.empty());
      }
    }
    double sumW = restW;
    for (OptionalDouble deviceW : devices.values()) {
      failed |= deviceW.isEmpty();
      sumW += deviceW.orElse(0);
    }
    return devices.isEmpty() || failed ? OptionalDouble.empty() : OptionalDouble.of(sumW);
  }

  private static OptionalDouble inFile(DrawSource.MeterFile file) {
    try {
      double powerW =
          Double.parseDouble(new KernelFile(Path.of(file.file())).text()) * file.wattsPerUnit();
      return powerW >= 0 && Double.isFinite(powerW)
          ? OptionalDouble.of(powerW)
          : OptionalDouble.empty();
    } catch (IOException | NumberFormatException e) {
      return OptionalDouble.empty();
    }
  }
}
