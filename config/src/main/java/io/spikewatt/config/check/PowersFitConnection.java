package io.spikewatt.config.check;

import static io.spikewatt.config.check.NumberText.number;

import io.spikewatt.config.site.Role;
import io.spikewatt.config.site.Site;
import java.util.stream.Stream;

/** Warnings of device powers beyond the capacity of the grid connection and the other devices. */
final class PowersFitConnection {

  /** Least usual nameplate of PV or a wind turbine, W: a single module has more. */
  private static final double LEAST_RATED_W = 250;

  /** Factor by which sources may exceed the limits, as they also feed the house. */
  private static final double SOURCES_BEYOND = 2;

  /** Factor above the available power from which a load is probably a mistyped digit. */
  private static final double FAR_BEYOND = 3;

  private PowersFitConnection() {}

  /** Empty where the import limit is unusual itself: a second message would hide the first. */
  static Stream<Finding> findings(Site site) {
    if (site.grid().importLimitW() < ConnectionLimits.LEAST_IMPORT_W) {
      return ratings(site, Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY);
    }
    return ratings(site, outletW(site), supplyW(site));
  }

  private static Stream<Finding> ratings(Site site, double outletW, double supplyW) {
    return Stream.of(
            DevicePart.of(site, Role.Source.class).flatMap(source -> source(source, outletW)),
            DevicePart.of(site, Role.EvCharger.class)
                .flatMap(
                    ev ->
                        most(
                            ev.path() + ".ev-charger.max-w",
                            ev.role().maxW(),
                            FAR_BEYOND * supplyW)),
            DevicePart.of(site, Role.EvCharger.class)
                .flatMap(ev -> most(ev.path() + ".ev-charger.min-w", ev.role().minW(), supplyW)),
            DevicePart.of(site, Role.Compute.class)
                .flatMap(c -> most(c.path() + ".compute.min-w", c.role().minW(), supplyW)),
            DevicePart.of(site, Role.HeatPump.class)
                .flatMap(
                    pump -> most(pump.path() + ".heat-pump.min-w", pump.role().minW(), supplyW)),
            DevicePart.of(site, Role.ShedRelay.class)
                .flatMap(
                    relay ->
                        most(
                            relay.path() + ".shed-relay.load-w",
                            relay.role().loadW(),
                            FAR_BEYOND * supplyW)))
        .flatMap(findings -> findings);
  }

  private static Stream<Finding> source(DevicePart<Role.Source> source, double outletW) {
    double ratedW = source.role().ratedW();
    String path = source.path() + (source.role() instanceof Role.Pv ? ".pv" : ".wind") + ".rated-w";
    double mostW = SOURCES_BEYOND * outletW;
    return Stream.concat(
        Finding.when(
            ratedW < LEAST_RATED_W,
            path,
            "at least %s W".formatted(number(LEAST_RATED_W)),
            number(ratedW) + " W (kW in place of W?)"),
        Finding.when(
            ratedW > mostW,
            path,
            "at most %s W behind these limits of the grid and these devices"
                .formatted(number(mostW)),
            number(ratedW) + " W"));
  }

  private static Stream<Finding> most(String path, double powerW, double mostW) {
    return Finding.when(
        powerW > mostW,
        path,
        "at most %s W, which grid, sources and batteries can supply".formatted(number(mostW)),
        number(powerW) + " W");
  }

  /**
   * Largest power that the site can take, W: storages, loads, and the grid's limits both ways as a
   * measure of the house.
   */
  private static double outletW(Site site) {
    double sumW = site.grid().importLimitW() + site.grid().exportLimitW();
    for (var device : site.devices()) {
      sumW +=
          switch (device.role()) {
            case Role.Battery battery -> battery.chargeW();
            case Role.EvCharger charger -> charger.maxW();
            case Role.Compute compute -> compute.maxW();
            case Role.HeatPump pump -> pump.maxW();
            default -> 0;
          };
    }
    return sumW;
  }

  /** Largest power that grid, sources and storages supply together, W. */
  private static double supplyW(Site site) {
    double sumW = site.grid().importLimitW();
    for (var device : site.devices()) {
      sumW +=
          switch (device.role()) {
            case Role.Source source -> source.ratedW();
            case Role.Battery battery -> battery.dischargeW();
            case Role.Genset genset -> genset.ratedW();
            default -> 0;
          };
    }
    return sumW;
  }
}
