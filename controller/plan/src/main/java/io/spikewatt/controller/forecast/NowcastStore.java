package io.spikewatt.controller.forecast;

import io.spikewatt.hal.store.PrivateFiles;
import io.spikewatt.inference.nowcast.NowcastModel;
import io.spikewatt.inference.nowcast.NowcastModelFile;
import io.spikewatt.inference.nowcast.NowcastModelFile.NowcastModelRead;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The learnt nowcasters on disk: one file a series, replaced as a whole.
 *
 * @param directory need not exist
 */
record NowcastStore(Path directory) {

  private static final int MAX_BYTES = 4 << 20;

  /** Stored model of a series. */
  record Found(Optional<NowcastModel> model, Optional<String> trouble) {}

  Found find(String series) {
    Path file = file(series);
    if (!Files.exists(file)) {
      return new Found(Optional.empty(), Optional.empty());
    }
    try {
      // Opening a pipe would wait for its writer.
      if (!Files.isRegularFile(file)) {
        return unusable(file, "no regular file");
      }
      if (Files.size(file) > MAX_BYTES) {
        return unusable(file, "too large");
      }
      return switch (NowcastModelFile.read(Files.readAllBytes(file))) {
        case NowcastModelRead.Loaded good -> new Found(Optional.of(good.model()), Optional.empty());
        case NowcastModelRead.Refused refused -> unusable(file, refused.detail());
      };
    } catch (IOException e) {
      return unusable(file, String.valueOf(e.getMessage()));
    }
  }

  private static Found unusable(Path file, String why) {
    return new Found(Optional.empty(), Optional.of(file + " is not used: " + why));
  }

  /** Stores a model; returns why it could not be stored, if so. */
  Optional<String> keep(String series, NowcastModel model) {
    try {
      PrivateFiles.createDirectories(directory);
      PrivateFiles.replace(file(series), NowcastModelFile.bytes(model));
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of("the nowcaster cannot be kept: " + e.getMessage());
    }
  }

  private Path file(String series) {
    return directory.resolve(series + ".nowcast");
  }
}
