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
    return source.estimated();
  }

  /** Draw now, W; empty if a part of it is not known. Call it once a second. */
  public OptionalDouble readW(List<MeansReading> means) {
    if (source instanceof DrawSource.Meters meters) {
      return sum(means, meters.restW());
    }
    if (source instanceof DrawSource.MeterFile file) {
      return inFile(file);
    }
    DrawSource.Processors line = (DrawSource.Processors) source;
    OptionalDouble use = processorUse.next();
    return use.isPresent()
        ? OptionalDouble.of(line.idleW() + use.getAsDouble() * (line.fullW() - line.idleW()))
        : use;
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
