package io.spikewatt.controller.estimate;

import io.spikewatt.config.site.Site;
import io.spikewatt.controller.asset.BalanceTerm;
import io.spikewatt.controller.asset.CurtailableSource;
import io.spikewatt.controller.asset.SiteDevice;
import io.spikewatt.controller.asset.site.SiteDevices;
import io.spikewatt.hal.signal.Fault;
import io.spikewatt.hal.signal.PlantSnapshot;
import io.spikewatt.hal.signal.Quantity;
import io.spikewatt.hal.signal.Sample;
import io.spikewatt.hal.time.Moment;
import io.spikewatt.inference.feature.ClearSky;
import io.spikewatt.inference.feature.GeoPosition;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Treats a PV inverter that is silent at night as off. A site without a configured position has no
 * sun times: there a silent inverter is a fault at any hour. So is one that fell silent while it
 * produced, because the clock can be wrong. Confined to one thread.
 */
public final class PvNightSilence {

  /**
   * Elevation of 3° below which the sun counts as down: a clear sky gives less than 2 % of the
   * rated power.
   */
  private static final double LOW = Math.sin(Math.toRadians(3));

  /** An inverter that recently made more than this share of its rated power did not fall asleep. */
  private static final double PRODUCED = 0.05;

  /** Limit of "recently", by the monotonic clock; later it may be night. */
  private static final Duration A_WHILE = Duration.ofHours(6);

  private static final Set<Fault.Kind> SILENT =
      Set.of(
          Fault.Kind.NEVER_READ,
          Fault.Kind.STALE,
          Fault.Kind.UNREACHABLE,
          Fault.Kind.TIMEOUT,
          Fault.Kind.NOT_IMPLEMENTED);

  private Optional<ClearSky> sky = Optional.empty();
  private final Map<String, Double> ratedW;
  private final Map<String, Moment> produced = new HashMap<>();

  public PvNightSilence(Site site) {
    setPosition(site);
    this.ratedW = new HashMap<>();
    for (SiteDevice device : SiteDevices.of(site)) {
      if (device.control().orElse(null) instanceof CurtailableSource source
          && source.term() == BalanceTerm.PV) {
        ratedW.put(device.id(), source.ratedW());
      }
    }
  }

  /** The configured position; which inverters produced stays known. */
  public void setPosition(Site site) {
    sky =
        site.position().map(p -> new ClearSky(new GeoPosition(p.latitudeDeg(), p.longitudeDeg())));
  }

  /** The snapshot, in which the silence of sleeping inverters is marked as sleep. */
  public PlantSnapshot apply(PlantSnapshot snapshot) {
    ratedW.forEach((id, rated) -> remember(id, rated, snapshot));
    Set<String> asleep =
        ratedW.keySet().stream()
            .filter(id -> silent(snapshot.get(id, Quantity.POWER_W)))
            .filter(id -> !produced.containsKey(id))
            .collect(Collectors.toSet());
    if (asleep.isEmpty() || sky.isEmpty() || sky.get().cosZenith(snapshot.at().instant()) >= LOW) {
      return snapshot;
    }
    return new PlantSnapshot(
        snapshot.at(),
        snapshot.all().stream()
            .map(sample -> asleep.contains(sample.signal().deviceId()) ? rested(sample) : sample)
            .toList());
  }

  private void remember(String id, double rated, PlantSnapshot snapshot) {
    Moment now = snapshot.at();
    snapshot
        .value(id, Quantity.POWER_W)
        .ifPresent(
            watts -> {
              if (watts > PRODUCED * rated) {
                produced.put(id, now);
              } else {
                produced.remove(id);
              }
            });
    produced.computeIfPresent(id, (which, at) -> now.since(at).compareTo(A_WHILE) > 0 ? null : at);
  }

  private static boolean silent(Sample sample) {
    return sample instanceof Sample.Missing missing && SILENT.contains(missing.reason().kind());
  }

  private static Sample rested(Sample sample) {
    return silent(sample)
        ? Sample.missing(sample.signal(), Fault.Kind.OFF, "the sun is down", sample.at())
        : sample;
  }
}
