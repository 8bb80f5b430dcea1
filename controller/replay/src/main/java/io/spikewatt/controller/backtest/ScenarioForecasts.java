package io.spikewatt.controller.backtest;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.spikewatt.config.site.Site.ForecasterChoice;
import io.spikewatt.controller.forecast.SeriesForecaster;
import io.spikewatt.inference.feature.SeriesKind;
import io.spikewatt.inference.forecast.ForecastSettings;
import io.spikewatt.inference.forecast.TimeSeries;
import io.spikewatt.inference.learnt.LinearBase;
import io.spikewatt.inference.lifecycle.ModelTrainer;
import io.spikewatt.inference.lifecycle.ServiceForecaster;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.BiFunction;
import java.util.stream.Stream;

/**
 * The daemon's forecasts of a scenario's series from each step on. Its models learn on the days 14
 * and 21 and every 28 days, where the daemon looks each night. The forecasts are kept in files,
 * named by all that they depend on: values, settings and the forecaster's code.
 *
 * @param directory of the kept forecasts; it need not exist
 * @param makers train the models, equal to the daemon's; a bench counts what they take
 */
public record ScenarioForecasts(
    Path directory, BiFunction<SeriesKind, ForecastSettings, ModelTrainer> makers) {

  private static final int LEARNS_EVERY_DAYS = 28;
  private static final List<Integer> FIRST_LEARNS_ON_DAYS = List.of(14, 21);

  /** Forecasts of models trained as the daemon trains them. */
  public ScenarioForecasts(Path directory) {
    this(directory, SeriesForecaster::usual);
  }

  /** Forecasts that are kept in the system's directory of temporary files. */
  public static ScenarioForecasts temporary() {
    return new ScenarioForecasts(
        Path.of(System.getProperty("java.io.tmpdir"), "spikewatt-forecasts"));
  }

  /**
   * Expected values by step, and by slot after it.
   *
   * @param values one a step
   * @param steps from which is forecast, at most as many as there are values
   * @throws UncheckedIOException if the directory cannot be used
   */
  float[][] of(double[] values, int steps, SeriesKind kind, Duration slot, int ahead) {
    try {
      Path file = directory.resolve(name(values, steps, kind, slot, ahead));
      if (Files.exists(file) && Files.size(file) == (long) Float.BYTES * steps * ahead) {
        return read(file, steps, ahead);
      }
      float[][] made = make(values, steps, kind, slot, ahead);
      write(made, file);
      return made;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private float[][] make(double[] values, int steps, SeriesKind kind, Duration slot, int ahead) {
    int day = (int) Duration.ofDays(1).dividedBy(slot);
    ForecastSettings settings =
        new ForecastSettings(ZoneOffset.UTC, slot, ahead, Optional.empty(), OptionalDouble.empty());
    ServiceForecaster forecaster =
        SeriesForecaster.of("scenario", "scenario", kind, settings, ForecasterChoice.BEST, makers)
            .service();
    float[][] made = new float[steps][ahead];
    for (int t = 0; t < steps; t++) {
      int known = t + 1;
      if (known % day == 0 && learns(known / day)) {
        forecaster.learn(history(values, 0, known, slot), () -> false);
      }
      int from = Math.max(0, known - LinearBase.LOOK_BACK_DAYS * day);
      double[] mean = forecaster.forecast(history(values, from, known, slot), ahead).mean();
      for (int k = 0; k < ahead; k++) {
        made[t][k] = (float) mean[k];
      }
    }
    return made;
  }

  private static boolean learns(int day) {
    return day % LEARNS_EVERY_DAYS == 0 || FIRST_LEARNS_ON_DAYS.contains(day);
  }

  private static TimeSeries history(double[] values, int from, int to, Duration slot) {
    Instant start = Instant.EPOCH.plus(slot.multipliedBy(from));
    return new TimeSeries(start, slot, Arrays.copyOfRange(values, from, to));
  }

  private static float[][] read(Path file, int steps, int ahead) throws IOException {
    FloatBuffer values = ByteBuffer.wrap(Files.readAllBytes(file)).asFloatBuffer();
    float[][] read = new float[steps][ahead];
    for (float[] row : read) {
      values.get(row);
    }
    return read;
  }

  /** Readers see a whole file or none. */
  private void write(float[][] made, Path file) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(Float.BYTES * made.length * made[0].length);
    FloatBuffer values = bytes.asFloatBuffer();
    for (float[] row : made) {
      values.put(row);
    }
    Files.createDirectories(directory);
    Path part = Files.createTempFile(directory, "part", "");
    Files.write(part, bytes.array());
    Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
  }

  private static String name(double[] values, int steps, SeriesKind kind, Duration slot, int ahead)
      throws IOException {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update((kind + " " + steps + " " + slot + " " + ahead).getBytes(UTF_8));
      ByteBuffer bytes = ByteBuffer.allocate(Double.BYTES * steps);
      bytes.asDoubleBuffer().put(values, 0, steps);
      digest.update(bytes.array());
      Path code =
          Path.of(
              ServiceForecaster.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      try (Stream<Path> files = Files.walk(code)) {
        for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
          digest.update(Files.readAllBytes(file));
        }
      }
      return HexFormat.of().formatHex(digest.digest()).substring(0, 32);
    } catch (NoSuchAlgorithmException | URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
