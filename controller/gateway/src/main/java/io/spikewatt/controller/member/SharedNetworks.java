package io.spikewatt.controller.member;

import io.spikewatt.hal.store.PrivateFiles;
import io.spikewatt.inference.feature.SeriesKind;
import io.spikewatt.inference.federated.SharedModel;
import io.spikewatt.inference.forecast.ForecastSettings;
import io.spikewatt.inference.pooled.FleetBlend;
import io.spikewatt.inference.pooled.FleetBlendFormat;
import io.spikewatt.inference.pooled.FleetBlendFormat.Kept;
import io.spikewatt.inference.pooled.PooledNetwork;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The newest versions of the fleet's network and their weights in the site's forecast, kept over
 * restarts. A record that cannot be read is named, and the site forecasts alone until the
 * coordinator sends its version again. Thread-safe.
 */
public final class SharedNetworks {

  /** A fleet that releases each night would leave no version the time to earn a weight. */
  private static final Duration LEAST_SERVICE = Duration.ofDays(7);

  /** A network is some 10 kB, the record 25 kB; a damaged file must not fill the memory. */
  private static final int MOST_BYTES = 1 << 20;

  private final SeriesKind kind;
  private final Path folder;
  private final Consumer<String> onProblem;
  private final PooledNetwork shipped;
  private final FleetBlend blend;
  private Instant since;

  private SharedNetworks(
      SeriesKind kind,
      ForecastSettings settings,
      Path folder,
      PooledNetwork shipped,
      Consumer<String> onProblem) {
    this.kind = kind;
    this.folder = folder;
    this.shipped = shipped;
    this.onProblem = onProblem;
    Kept kept = kept();
    List<FleetBlend.Version> versions = versions(kept);
    boolean whole = versions.size() == kept.versions().size();
    FleetBlend.State state =
        whole ? kept.state() : new FleetBlend.State(FleetBlend.noOutcome(), kept.state().past());
    since = whole ? kept.since() : Instant.EPOCH;
    blend = new FleetBlend(kind, settings, whole ? versions : List.of(), state);
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

  private Kept kept() {
    Path file = record();
    if (Files.isRegularFile(file)) {
      try {
        return FleetBlendFormat.read(bytes(file));
      } catch (IOException e) {
        onProblem.accept(file + " is not used, the fleet's versions begin anew: " + e.getMessage());
      }
    }
    return new Kept(List.of(), Instant.EPOCH, FleetBlend.State.first());
  }

  private List<FleetBlend.Version> versions(Kept kept) {
    List<FleetBlend.Version> versions = new ArrayList<>();
    for (long number : kept.versions()) {
      read(number).ifPresent(network -> versions.add(new FleetBlend.Version(number, network)));
    }
    return versions;
  }

  /** The network that comes with the product. */
  public PooledNetwork shipped() {
    return shipped;
  }

  /** What the site forecasts with the fleet. */
  public FleetBlend blend() {
    return blend;
  }

  /** Newest version of the fleet's model in the blend. */
  public Optional<Long> usedVersion() {
    return blend.versions().stream().findFirst().map(FleetBlend.Version::number);
  }

  /** Whether a version is newer than all in the blend, and the newest has served long enough. */
  public synchronized boolean takes(SharedModel model, Instant now) {
    return model.round() > usedVersion().orElse(0L)
        && (blend.versions().isEmpty()
            || !now.isBefore(since.plus(LEAST_SERVICE))
            || now.isBefore(since));
  }

  /**
   * Takes a version into the blend, with a read-out that the site fits.
   *
   * @return whether it is in the blend now
   */
  public synchronized boolean offer(SharedModel model, HistoryLearner learner, Instant now) {
    Optional<PooledNetwork> network =
        takes(model, now) ? learner.network(model.weights()) : Optional.empty();
    if (network.isEmpty() || !write(model.round(), network.get())) {
      return false;
    }
    List<FleetBlend.Version> before = blend.versions();
    blend.enter(new FleetBlend.Version(model.round(), network.get()));
    since = now;
    save();
    if (before.size() > 1) {
      forget(before.getLast().number());
    }
    return true;
  }

  /** Keeps the weights, if they have changed. */
  public synchronized void save() {
    if (blend.takeUnsaved()) {
      List<Long> numbers = blend.versions().stream().map(FleetBlend.Version::number).toList();
      try {
        PrivateFiles.createDirectories(folder);
        PrivateFiles.replace(
            record(), FleetBlendFormat.write(new Kept(numbers, since, blend.state())));
      } catch (IOException e) {
        blend.saveAgain();
        onProblem.accept(record() + " cannot be written: " + e);
      }
    }
  }

  private String name() {
    return kind.name().toLowerCase(Locale.ROOT);
  }

  private Path record() {
    return folder.resolve("blend-" + name() + ".record");
  }

  private Path file(long version) {
    return folder.resolve("version-%d-%s.pooled".formatted(version, name()));
  }

  private static byte[] bytes(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return in.readNBytes(MOST_BYTES);
    }
  }

  private Optional<PooledNetwork> read(long version) {
    Path file = file(version);
    try {
      return Optional.of(PooledNetwork.read(kind, new ByteArrayInputStream(bytes(file))));
    } catch (IOException | RuntimeException e) {
      // A network of other inputs, or a damaged file: the site forecasts alone.
      onProblem.accept(file + " is not used, the fleet's versions begin anew: " + e.getMessage());
      return Optional.empty();
    }
  }

  private boolean write(long version, PooledNetwork network) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      PooledNetwork.write(kind, network.weights(), bytes);
      PrivateFiles.createDirectories(folder);
      PrivateFiles.replace(file(version), bytes.toByteArray());
      return true;
    } catch (IOException e) {
      onProblem.accept(file(version) + " cannot be written: " + e);
      return false;
    }
  }

  private void forget(long version) {
    try {
      Files.deleteIfExists(file(version));
    } catch (IOException e) {
      onProblem.accept(file(version) + " cannot be deleted: " + e);
    }
  }
}
