package io.spikewatt.config.check;

import static io.spikewatt.config.check.NumberText.number;

import io.spikewatt.config.site.Role;
import io.spikewatt.config.site.Site;
import java.util.Optional;
import java.util.stream.Stream;

/** Warnings of limits at the grid connection: too small for any site, or contradicting others. */
final class ConnectionLimits {

  /** Least usual import limit, W: a single fuse of 6 A carries more. */
  static final double LEAST_IMPORT_W = 1000;

  /** Least usual export limit above 0, W. */
  private static final double LEAST_EXPORT_W = 100;

  /** Least usual limit of a phase, W. */
  private static final double LEAST_PHASE_W = 500;

  private static final int PHASES = 3;

  private ConnectionLimits() {}

  static Stream<Finding> findings(Site site) {
    Site.Grid grid = site.grid();
    return Stream.concat(
        findings(grid),
        DevicePart.of(site, Role.LimitContact.class).flatMap(contact -> contact(contact, grid)));
  }

  static Stream<Finding> findings(Site.Grid grid) {
    return Stream.of(
            least("grid.import-limit-w", grid.importLimitW(), LEAST_IMPORT_W),
            Finding.when(
                grid.importLimitW() == 0,
                "grid.import-limit-w",
                "at least %s W".formatted(number(LEAST_IMPORT_W)),
                "0 W, with which loads may take nothing from the grid"),
            least("grid.export-limit-w", grid.exportLimitW(), LEAST_EXPORT_W),
            grid.phaseLimitW().stream().flatMap(phaseW -> phases(grid.importLimitW(), phaseW)))
        .flatMap(findings -> findings);
  }

  private static Stream<Finding> least(String path, double limitW, double leastW) {
    return Finding.when(
        limitW > 0 && limitW < leastW,
        path,
        "at least %s W".formatted(number(leastW)),
        number(limitW) + " W (kW in place of W?)");
  }

  private static Stream<Finding> phases(double importW, double phaseW) {
    return Stream.of(
            Finding.when(
                phaseW > 0 && phaseW < LEAST_PHASE_W,
                "grid.phase-limit-w",
                "at least %s W".formatted(number(LEAST_PHASE_W)),
                number(phaseW) + " W (amperes or kW in place of W?)"),
            Finding.when(
                phaseW >= LEAST_PHASE_W && importW > PHASES * phaseW,
                "grid.import-limit-w",
                "at most %s W, as three phases of phase-limit-w %s allow no more"
                    .formatted(number(PHASES * phaseW), number(phaseW)),
                number(importW) + " W"),
            Finding.when(
                importW > 0 && phaseW > importW,
                "grid.phase-limit-w",
                "at most %s W, which import-limit-w allows all phases together"
                    .formatted(number(importW)),
                number(phaseW) + " W (the sum of the phases?)"))
        .flatMap(findings -> findings);
  }

  private static Stream<Finding> contact(DevicePart<Role.LimitContact> contact, Site.Grid grid) {
    String path = contact.path() + ".limit-contact";
    Optional<Double> importW = contact.role().importLimitW();
    Optional<Double> exportW = contact.role().exportLimitW();
    boolean tightens =
        importW.filter(w -> w < grid.importLimitW()).isPresent()
            || exportW.filter(w -> w < grid.exportLimitW()).isPresent();
    String key = importW.isPresent() ? "import-limit-w" : "export-limit-w";
    return Stream.of(
            importW.stream().flatMap(w -> least(path + ".import-limit-w", w, LEAST_IMPORT_W)),
            exportW.stream().flatMap(w -> least(path + ".export-limit-w", w, LEAST_EXPORT_W)),
            Finding.when(
                !tightens,
                path + "." + key,
                "less than grid." + key + ", or the contact changes nothing",
                number(importW.or(() -> exportW).orElse(0.0)) + " W"))
        .flatMap(findings -> findings);
  }
}
