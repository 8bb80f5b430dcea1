package io.spikewatt.controller.forecast;

import io.spikewatt.inference.forecast.TrainedForecaster;
import io.spikewatt.inference.model.ModelFile;
import io.spikewatt.inference.model.ModelRead;
import io.spikewatt.inference.model.ModelWrite;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.tinylog.Logger;

/**
 * Where learnt models wait for the next start. A file that cannot be used is left and passed over.
 */
public final class ModelShelf {

  /** Older models are learnt anew at the start. */
  private static final Duration FRESH = Duration.ofDays(2);

  private final Path directory;

  public ModelShelf(Path directory) {
    this.directory = directory;
  }

  /** Gives the series its model back, if there is a fresh one that fits. */
  boolean restore(SeriesForecaster series, Instant now) {
    Path file = file(series.series());
    if (!Files.exists(file)) {
      return false;
    }
    return switch (ModelFile.read(file)) {
      case ModelRead.Loaded good ->
          good.model().to().isAfter(now.minus(FRESH)) && series.adopt(good.model());
      case ModelRead.Refused refused -> {
        Logger.warn("{} is not used: {}", file, refused.detail());
        yield false;
      }
    };
  }

  /**
   * Keeps a model.
   *
   * @return why it could not be kept, if so
   */
  Optional<String> keep(String series, TrainedForecaster model) {
    try {
      Files.createDirectories(directory);
    } catch (IOException e) {
      return Optional.of("models cannot be kept: " + e.getMessage());
    }
    return switch (ModelFile.write(file(series), model)) {
      case ModelWrite.Written _ -> Optional.empty();
      case ModelWrite.Failed failed -> Optional.of("the model cannot be kept: " + failed.detail());
    };
  }

  private Path file(String series) {
    return directory.resolve(series + ".model");
  }
}
