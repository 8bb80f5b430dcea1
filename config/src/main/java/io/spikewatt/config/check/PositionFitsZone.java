package io.spikewatt.config.check;

import io.spikewatt.config.site.Site;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** Compares a site's position with the principal place of its time zone. */
final class PositionFitsZone {

  /** Few time zones reach further from their principal place. */
  private static final double FAR_KM = 3000;

  /** Nearer than this, a swap of latitude and longitude is not looked for. */
  private static final double NEAR_KM = 500;

  /** A swap explains a distance if it leaves less than this share of it. */
  private static final double EXPLAINED = 1.0 / 3;

  private static final double EARTH_KM = 6371;

  private PositionFitsZone() {}

  static Stream<Finding> findings(Site site) {
    Optional<Site.Position> place = place(site.zone().getId());
    if (site.position().isEmpty() || place.isEmpty()) {
      return Stream.empty();
    }
    Site.Position position = site.position().get();
    double distanceKm = distanceKm(position, place.get());
    double swappedKm =
        Math.abs(position.longitudeDeg()) > 90
            ? Double.POSITIVE_INFINITY
            : distanceKm(
                new Site.Position(position.longitudeDeg(), position.latitudeDeg()), place.get());
    boolean swapped = distanceKm > NEAR_KM && swappedKm < EXPLAINED * distanceKm;
    return Finding.when(
        swapped || distanceKm > FAR_KM,
        "site.latitude",
        "a position in the time zone " + site.zone(),
        "%s, %s, which is %.0f km away%s"
            .formatted(
                NumberText.number(position.latitudeDeg()),
                NumberText.number(position.longitudeDeg()),
                distanceKm,
                swapped ? " (latitude and longitude swapped?)" : ""));
  }

  /** The zone's principal place; empty for zones without one, such as UTC. */
  private static Optional<Site.Position> place(String zone) {
    try (BufferedReader in =
        new BufferedReader(
            new InputStreamReader(
                Objects.requireNonNull(PositionFitsZone.class.getResourceAsStream("zones.txt")),
                StandardCharsets.UTF_8))) {
      return in.lines()
          .filter(line -> line.startsWith(zone + " "))
          .map(line -> line.split(" ", -1))
          .map(c -> new Site.Position(Double.parseDouble(c[1]), Double.parseDouble(c[2])))
          .findFirst();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Great-circle distance. */
  private static double distanceKm(Site.Position a, Site.Position b) {
    double latitudeA = Math.toRadians(a.latitudeDeg());
    double latitudeB = Math.toRadians(b.latitudeDeg());
    double cosine =
        Math.sin(latitudeA) * Math.sin(latitudeB)
            + Math.cos(latitudeA)
                * Math.cos(latitudeB)
                * Math.cos(Math.toRadians(a.longitudeDeg() - b.longitudeDeg()));
    return EARTH_KM * Math.acos(Math.clamp(cosine, -1, 1));
  }
}
