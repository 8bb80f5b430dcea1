package io.spikewatt.controller.forecast;

import io.spikewatt.hal.store.PrivateFiles;
import io.spikewatt.inference.file.FileWrite;
import io.spikewatt.inference.learnt.TrainedForecaster;
import io.spikewatt.inference.lifecycle.ServedModel;
import io.spikewatt.inference.lifecycle.ServiceForecaster;
import io.spikewatt.inference.model.ModelFile;
import io.spikewatt.inference.model.ModelRead;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Stores everything learned for the next start: for each series one file a model, never changed,
 * and one record that names the models in use and holds the rest. Models are written before the
 * record that names them and deleted after it, so the record on disk always finds its models. An
 * unusable file is skipped and reported. Safe for use by many threads.
 */
record ModelStore(Path directory) {
  private static final String MODEL = ".model";
  private static final String RECORD = ".record";

  /**
   * Restores a series from its record, or from the newest model if there is no usable record.
   *
   * @return unusable files, in words
   */
  synchronized List<String> restore(SeriesForecaster series) {
    List<String> trouble = new ArrayList<>();
    String stem = Files.exists(record(series)) ? series.file() : former(series);
    Path record = directory.resolve(stem + RECORD);
    if (Files.exists(record)) {
      try {
        series
            .service()
            .restore(ChecksummedFile.read(record), id -> load(model(stem, id), trouble));
        return trouble;
      } catch (IOException e) {
        trouble.add(record + " is not used: " + e.getMessage());
      }
    }
    for (Path file : models(series)) {
      if (load(file, trouble).filter(series.service()::adopt).isPresent()) {
        return trouble;
      }
    }
    return trouble;
  }

  private static Optional<TrainedForecaster> load(Path file, List<String> trouble) {
    return switch (ModelFile.read(file)) {
      case ModelRead.Loaded good -> Optional.of(good.model());
      case ModelRead.Refused refused -> {
        trouble.add(file + " is not used: " + refused.detail());
        yield Optional.empty();
      }
    };
  }

  /**
   * Stores new models and their record.
   *
   * @return why it could not be stored, if so
   */
  synchronized Optional<String> keep(SeriesForecaster series) {
    if (!series.service().unsaved()) {
      return Optional.empty();
    }
    ServiceForecaster.Saved saved = series.service().save();
    try {
      PrivateFiles.createDirectories(directory);
      List<Path> needed = new ArrayList<>();
      for (ServedModel model : saved.models()) {
        Path file = model(series.file(), model.id());
        needed.add(file);
        if (!Files.exists(file)
            && ModelFile.write(file, model.toKeep()) instanceof FileWrite.Failed failed) {
          series.service().saveAgain();
          return Optional.of("the model cannot be kept: " + failed.detail());
        }
      }
      ChecksummedFile.write(record(series), saved.record());
      for (Path file : files()) {
        if (series.isFormer(name(file)) || (isModel(series, file) && !needed.contains(file))) {
          Files.deleteIfExists(file);
        }
      }
      return Optional.empty();
    } catch (IOException e) {
      series.service().saveAgain();
      return Optional.of("what was learnt cannot be kept: " + e);
    }
  }

  private Path record(SeriesForecaster series) {
    return directory.resolve(series.file() + RECORD);
  }

  private Path model(String stem, long id) {
    return directory.resolve(stem + "-" + id + MODEL);
  }

  /** Name of the newest record of a former naming without its ending; the series' own if none. */
  private String former(SeriesForecaster series) {
    return files().stream()
        .filter(file -> series.isFormer(name(file)) && name(file).endsWith(RECORD))
        .max(Comparator.comparingLong(file -> file.toFile().lastModified()))
        .map(file -> name(file).substring(0, name(file).length() - RECORD.length()))
        .orElse(series.file());
  }

  /** A series' models, the newest first. */
  private List<Path> models(SeriesForecaster series) {
    return files().stream()
        .filter(file -> isModel(series, file))
        .sorted(Comparator.comparing(ModelStore::name).reversed())
        .toList();
  }

  private static boolean isModel(SeriesForecaster series, Path file) {
    return name(file).startsWith(series.file() + "-") && name(file).endsWith(MODEL);
  }

  private List<Path> files() {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(directory)) {
      return files.toList();
    } catch (IOException e) {
      return List.of();
    }
  }

  private static String name(Path file) {
    return String.valueOf(file.getFileName());
  }
}
