package io.spikewatt.controller.forecast;

import io.spikewatt.config.site.DeviceConfig;
import io.spikewatt.config.site.Role;
import io.spikewatt.config.site.Site;
import io.spikewatt.inference.feature.GeoPosition;
import io.spikewatt.inference.feature.PvPlane;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Planes of the site's PV modules, one for each inverter, as the configuration has them. */
final class SitePlanes {

  private SitePlanes() {}

  /** Empty if the configuration has none, or the place of the site is not known. */
  static List<PvPlane> of(Site site) {
    Optional<PvPlane> usual =
        site.position()
            .map(at -> PvPlane.usual(new GeoPosition(at.latitudeDeg(), at.longitudeDeg())));
    List<PvPlane> planes = new ArrayList<>();
    boolean known = false;
    for (DeviceConfig device : site.devices()) {
      if (device.role() instanceof Role.Pv pv && usual.isPresent()) {
        known |= pv.tiltDeg().isPresent() || pv.azimuthDeg().isPresent();
        planes.add(
            new PvPlane(
                pv.tiltDeg().orElse(usual.get().tiltDeg()),
                pv.azimuthDeg().orElse(usual.get().azimuthDeg()),
                pv.ratedW()));
      }
    }
    return known ? planes : List.of();
  }
}
