package io.spikewatt.controller.limit;

import io.spikewatt.config.site.DeviceConfig;
import io.spikewatt.config.site.Role;
import io.spikewatt.config.site.Site;
import io.spikewatt.controller.estimate.PlantState;
import io.spikewatt.controller.estimate.PlantState.ContactState;
import io.spikewatt.controller.setpoint.LimitSource;
import java.util.OptionalDouble;

/**
 * Limits in force at the grid connection.
 *
 * @param importW largest import, W, {@code >= 0}
 * @param exportW largest export, W, {@code >= 0}
 * @param importWhy who set the import limit
 * @param exportWhy who set the export limit
 * @param peakW import above which a higher monthly peak costs more than it saves, W; infinite =
 *     none. Soft: loads that must run still run
 * @param storingW import above which nothing is stored, W, at most {@code peakW}; as soft
 */
public record GridLimits(
    double importW,
    double exportW,
    LimitSource importWhy,
    LimitSource exportWhy,
    double peakW,
    double storingW) {

  /** Without a peak limit. */
  public GridLimits(double importW, double exportW, LimitSource importWhy, LimitSource exportWhy) {
    this(
        importW, exportW, importWhy, exportWhy, Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY);
  }

  public GridLimits {
    if (!(importW >= 0) || !(exportW >= 0)) {
      throw new IllegalArgumentException("limits are >= 0, were " + importW + ", " + exportW);
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
    for (ContactState contact : state.contacts()) {
      for (DeviceConfig device : site.devices()) {
        if (contact.applies()
            && device.id().equals(contact.id())
            && device.role() instanceof Role.LimitContact limits) {
          limits.importLimitW().ifPresent(w -> imports.offer(w, LimitSource.GRID_OPERATOR));
          limits.exportLimitW().ifPresent(w -> exports.offer(w, LimitSource.GRID_OPERATOR));
        }
      }
    }
    imports.offer(site.grid().importLimitW(), LimitSource.CONFIGURED);
    exports.offer(site.grid().exportLimitW(), LimitSource.CONFIGURED);
    commandImportW.ifPresent(w -> imports.offer(w, LimitSource.COMMAND));
    commandExportW.ifPresent(w -> exports.offer(w, LimitSource.COMMAND));
    return new GridLimits(imports.watts, exports.watts, imports.source, exports.source);
  }

  /**
   * The same with a limit on the peak of import.
   *
   * @param watts import that sets no higher peak than is worth it, W
   * @param storedWatts import up to which batteries are charged, W; more than {@code watts} is cut
   */
  public GridLimits keeping(double watts, double storedWatts) {
    return new GridLimits(
        importW, exportW, importWhy, exportWhy, watts, Math.min(watts, storedWatts));
  }

  /** The same with the grid operator's export limit. */
  public GridLimits operatorExport(double limitW) {
    boolean tighter =
        limitW < exportW || (limitW == exportW && exportWhy != LimitSource.GRID_OPERATOR);
    return tighter
        ? new GridLimits(importW, limitW, importWhy, LimitSource.GRID_OPERATOR, peakW, storingW)
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
