package io.spikewatt.controller.limit;

import io.spikewatt.config.site.DeviceConfig;
import io.spikewatt.config.site.Role;
import io.spikewatt.config.site.Site;
import io.spikewatt.controller.estimate.PlantState;
import io.spikewatt.controller.estimate.PlantState.ContactState;
import io.spikewatt.controller.setpoint.LimitSource;
import java.util.OptionalDouble;

/**
 * Limits in force at the grid connection. {@code importWhy} and {@code exportWhy} name the tightest
 * source for people; control reads the facts beside them, which a tighter limit does not change.
 *
 * @param importW largest import, W, {@code >= 0}
 * @param exportW largest export, W, {@code >= 0}
 * @param importWhy who set the import limit
 * @param exportWhy who set the export limit
 * @param dimmed whether the grid operator limits import now, even if another limit is tighter
 * @param peakW import above which a higher monthly peak costs more than it saves, W; infinite =
 *     none. Soft: loads that must run still run
 * @param storingW import above which nothing is stored, W, at most {@code peakW}; as soft
 * @param price limit by negative prices, even if another limit is tighter
 */
public record GridLimits(
    double importW,
    double exportW,
    LimitSource importWhy,
    LimitSource exportWhy,
    boolean dimmed,
    double peakW,
    double storingW,
    PriceLimit price) {

  /** Without a limit by peak or price; dimmed if the grid operator set the import limit. */
  public GridLimits(double importW, double exportW, LimitSource importWhy, LimitSource exportWhy) {
    this(
        importW,
        exportW,
        importWhy,
        exportWhy,
        importWhy == LimitSource.GRID_OPERATOR,
        Double.POSITIVE_INFINITY,
        Double.POSITIVE_INFINITY,
        PriceLimit.NONE);
  }

  public GridLimits {
    if (!(importW >= 0) || !(exportW >= 0)) {
      throw new IllegalArgumentException("limits are >= 0, were " + importW + ", " + exportW);
    }
    if (importWhy == LimitSource.GRID_OPERATOR && !dimmed) {
      throw new IllegalArgumentException("an import limit of the grid operator dims");
    }
  }

  /**
   * The limits in force. Each source may tighten a limit and none may widen one of higher priority,
   * so the smallest wins; on a tie the higher source is named. The gate keeps a device's own limits
   * above all of these.
   *
   * @param site configured limits, and the meaning of the grid operator's contacts
   * @param state the contacts; one that cannot be read counts as closed
   * @param commandImportW limit requested by a command; not finite or negative = ignored
   * @param commandExportW see {@code commandImportW}
   */
  public static GridLimits inForce(
      Site site, PlantState state, OptionalDouble commandImportW, OptionalDouble commandExportW) {
    Tightest imports = new Tightest();
    Tightest exports = new Tightest();
    boolean dimmed = false;
    for (ContactState contact : state.contacts()) {
      for (DeviceConfig device : site.devices()) {
        if (contact.applies()
            && device.id().equals(contact.id())
            && device.role() instanceof Role.LimitContact limits) {
          limits.importLimitW().ifPresent(w -> imports.offer(w, LimitSource.GRID_OPERATOR));
          limits.exportLimitW().ifPresent(w -> exports.offer(w, LimitSource.GRID_OPERATOR));
          dimmed |= limits.importLimitW().isPresent();
        }
      }
    }
    imports.offer(site.grid().importLimitW(), LimitSource.CONFIGURED);
    exports.offer(site.grid().exportLimitW(), LimitSource.CONFIGURED);
    commandImportW.ifPresent(w -> imports.offer(w, LimitSource.COMMAND));
    commandExportW.ifPresent(w -> exports.offer(w, LimitSource.COMMAND));
    double none = Double.POSITIVE_INFINITY;
    return new GridLimits(
        imports.watts,
        exports.watts,
        imports.source,
        exports.source,
        dimmed,
        none,
        none,
        PriceLimit.NONE);
  }

  /**
   * The same with a limit on the peak of import.
   *
   * @param watts import that sets no higher peak than is worth it, W
   * @param storedWatts import up to which batteries are charged, W; more than {@code watts} is cut
   */
  public GridLimits keeping(double watts, double storedWatts) {
    return new GridLimits(
        importW, exportW, importWhy, exportWhy, dimmed, watts, Math.min(watts, storedWatts), price);
  }

  /** The same with the limit by prices, which names itself only where no other one is as tight. */
  public GridLimits pricedBy(PriceLimit newest) {
    boolean tighter = newest.forbidsExport() && exportW > 0;
    return new GridLimits(
        importW,
        tighter ? 0 : exportW,
        importWhy,
        tighter ? LimitSource.PRICE : exportWhy,
        dimmed,
        peakW,
        storingW,
        newest);
  }

  /**
   * The same within further limits; a wider one changes nothing.
   *
   * @param mostImportW largest import, W
   * @param mostExportW largest export, W
   * @param by who set these limits
   */
  public GridLimits within(double mostImportW, double mostExportW, LimitSource by) {
    boolean importTighter = mostImportW < importW;
    boolean exportTighter = mostExportW < exportW;
    return new GridLimits(
        importTighter ? mostImportW : importW,
        exportTighter ? mostExportW : exportW,
        importTighter ? by : importWhy,
        exportTighter ? by : exportWhy,
        dimmed || (importTighter && by == LimitSource.GRID_OPERATOR),
        peakW,
        storingW,
        price);
  }

  /** The same with the grid operator's export limit. */
  public GridLimits operatorExport(double limitW) {
    // On a tie the higher source is named.
    return limitW <= exportW
        ? new GridLimits(
            importW, limitW, importWhy, LimitSource.GRID_OPERATOR, dimmed, peakW, storingW, price)
        : this;
  }

  /** Smallest limit so far; candidates come in the order of priority. */
  private static final class Tightest {
    private double watts = Double.POSITIVE_INFINITY;
    private LimitSource source = LimitSource.CONFIGURED;

    void offer(double limitW, LimitSource from) {
      if (limitW >= 0 && limitW < watts) {
        watts = limitW;
        source = from;
      }
    }
  }
}
