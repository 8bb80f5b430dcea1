package io.spikewatt.controller.member;

import io.spikewatt.hal.store.KeptValues;
import io.spikewatt.hal.store.PrivateFiles;
import io.spikewatt.hal.time.Timestamp;
import io.spikewatt.inference.feature.SeriesKind;
import io.spikewatt.inference.federated.SharedModel;
import io.spikewatt.inference.forecast.ForecastSettings;
import io.spikewatt.inference.forecast.TimeSeries;
import io.spikewatt.inference.pooled.PooledNetwork;
import io.spikewatt.inference.pooled.PooledTrial;
import io.spikewatt.inference.pooled.PooledTrial.TrialOutcome;
import io.spikewatt.inference.pooled.PooledTrial.Verdict;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The pooled network in use and the one on trial, kept over restarts. What comes back from the
 * fleet is a challenger: it is used once it has won, and until then nothing changes. Thread-safe.
 */
public final class SharedNetworks {

  private static final String VERSION = "version";
  private static final String SINCE = "since";
  private static final String USED_VERSION = "used-version";
  private static final String LAST_VERSION = "last-version";

  /** A network is some 10 kB; a damaged file must not fill the memory. */
  private static final int MOST_BYTES = 1 << 20;

  private final SeriesKind kind;
  private final ForecastSettings settings;
  private final Path folder;
  private final KeptValues kept;
  private final Consumer<String> onProblem;
  private final PooledNetwork shipped;
  private PooledNetwork used;
  private Optional<Challenger> challenger = Optional.empty();
  private Optional<TrialOutcome> lastOutcome = Optional.empty();

  private record Challenger(long version, Instant since, PooledNetwork network) {}

  private SharedNetworks(
      SeriesKind kind,
      ForecastSettings settings,
      Path folder,
      PooledNetwork shipped,
      Consumer<String> onProblem) {
    this.kind = kind;
    this.settings = settings;
    this.folder = folder;
    this.shipped = shipped;
    this.used = shipped;
    this.onProblem = onProblem;
    this.kept =
        KeptValues.in(
            folder.resolve("trial.properties"),
            "Versions of the fleet's model in use and on trial",
            onProblem);
    restore();
  }

  /**
   * What a state directory holds; files that cannot be read count as absent.
   *
   * @param onProblem receives a description of what cannot be read or written
   * @return empty for a kind of series without a pooled network
   */
  public static Optional<SharedNetworks> in(
      Path directory, SeriesKind kind, ForecastSettings settings, Consumer<String> onProblem) {
    return PooledNetwork.shipped(kind)
        .map(
            shipped ->
                new SharedNetworks(kind, settings, directory.resolve("fleet"), shipped, onProblem));
  }

  private synchronized void restore() {
    if (number(USED_VERSION).isPresent()) {
      used = read("used").orElse(shipped);
    }
    Optional<Long> version = number(VERSION);
    Optional<Instant> since = kept.get(SINCE).flatMap(Timestamp::parse);
    if (version.isPresent() && since.isPresent()) {
      challenger =
          read("challenger").map(found -> new Challenger(version.get(), since.get(), found));
    }
  }

  /** The network in use: the shipped one until another has won. */
  public synchronized PooledNetwork used() {
    return used;
  }

  /** Version of the fleet's model in use; empty = the shipped network is. */
  public synchronized Optional<Long> usedVersion() {
    return used == shipped ? Optional.empty() : number(USED_VERSION);
  }

  /** Version on trial. */
  public synchronized Optional<Long> onTrial() {
    return challenger.map(Challenger::version);
  }

  /** The newest outcome of a trial, under way or over. */
  public synchronized Optional<TrialOutcome> outcome() {
    return lastOutcome;
  }

  /**
   * Begins the trial of a version that is newer than all before. One on trial gives way only once
   * its trial is over, or a fleet that learns each night would never decide.
   *
   * @return whether it is on trial now
   */
  public synchronized boolean offer(SharedModel model, HistoryLearner learner, Instant now) {
    if (challenger.isPresent()
        || model.round() <= 0
        || model.round() <= number(LAST_VERSION).orElse(0L)) {
      return false;
    }
    Optional<PooledNetwork> network = learner.network(model.weights());
    if (network.isEmpty() || !write("challenger", network.get())) {
      return false;
    }
    challenger = Optional.of(new Challenger(model.round(), now, network.get()));
    lastOutcome = Optional.empty();
    keep();
    return true;
  }

  /**
   * Judges the challenger by the site's own record.
   *
   * @return an event for people, once a trial is over
   */
  public synchronized Optional<String> review(TimeSeries history) {
    if (challenger.isEmpty()) {
      return Optional.empty();
    }
    Challenger rival = challenger.get();
    TrialOutcome outcome =
        new PooledTrial(kind, settings, used, rival.network, rival.since).judge(history);
    lastOutcome = Optional.of(outcome);
    if (outcome.verdict() == Verdict.OPEN) {
      return Optional.empty();
    }
    boolean won = outcome.verdict() == Verdict.WON && write("used", rival.network);
    used = won ? rival.network : used;
    challenger = Optional.empty();
    keepEnd(rival, won);
    return Optional.of(
        String.format(
            Locale.ROOT,
            "version %d of the fleet's model %s its trial of %d days: %.1f %% %s error",
            rival.version,
            won ? "won" : "lost",
            outcome.days(),
            100 * Math.abs(outcome.gain()),
            outcome.gain() >= 0 ? "less" : "more"));
  }

  private void keep() {
    Map<String, String> values = kept.all();
    challenger.ifPresent(
        rival -> {
          values.put(VERSION, Long.toString(rival.version));
          values.put(LAST_VERSION, Long.toString(rival.version));
          values.put(SINCE, rival.since.toString());
        });
    boolean _ = kept.replace(values);
  }

  private void keepEnd(Challenger rival, boolean won) {
    Map<String, String> values = kept.all();
    values.remove(VERSION);
    values.remove(SINCE);
    if (won) {
      values.put(USED_VERSION, Long.toString(rival.version));
    }
    boolean _ = kept.replace(values);
  }

  private Optional<Long> number(String name) {
    try {
      return kept.get(name).map(Long::valueOf);
    } catch (NumberFormatException _) {
      return Optional.empty();
    }
  }

  private Path file(String name) {
    return folder.resolve(name + "-" + kind.name().toLowerCase(Locale.ROOT) + ".pooled");
  }

  private Optional<PooledNetwork> read(String name) {
    Path file = file(name);
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MOST_BYTES);
      return Optional.of(PooledNetwork.read(kind, new ByteArrayInputStream(bytes)));
    } catch (IOException | RuntimeException e) {
      // A network of other inputs, or a damaged file: the shipped one serves.
      onProblem.accept(file + " is not used: " + e.getMessage());
      return Optional.empty();
    }
  }

  private boolean write(String name, PooledNetwork network) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      PooledNetwork.write(kind, network.weights(), bytes);
      PrivateFiles.createDirectories(folder);
      PrivateFiles.replace(file(name), bytes.toByteArray());
      return true;
    } catch (IOException e) {
      onProblem.accept(file(name) + " cannot be written: " + e);
      return false;
    }
  }
}
