package io.spikewatt.controller.mode;

import io.spikewatt.config.site.Site;
import io.spikewatt.controller.asset.FastRegulator;
import io.spikewatt.controller.asset.SiteDevice;
import io.spikewatt.controller.asset.site.SiteDevices;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Settings of the transitions between modes; the constants hold for every site.
 *
 * @param meetFor time for batteries to take over their power as a setpoint before the transfer
 *     switch may close
 * @param nearW exchange at which a site may be separated, W
 * @param hasSwitch whether the site has a transfer switch
 * @param readyPct state of charge with which a storage carries an island, by device id, percent
 */
public record ModeSettings(
    Duration meetFor, double nearW, boolean hasSwitch, Map<String, Double> readyPct) {

  /** Above the lowest state of charge, percent: less carries no island that is worth it. */
  private static final double READY_PCT = 10;

  /** How long the exchange is ramped up after the site connected. */
  public static final Duration RAMP_FOR = Duration.ofSeconds(60);

  /** How long first readings are awaited. */
  static final Duration START_WAIT = Duration.ofSeconds(10);

  /** How long the last setpoints are held while the grid power is unknown. */
  static final Duration BLIND_FOR = Duration.ofSeconds(5);

  /** How long the grid power has to be known before a hold ends. */
  static final Duration GOOD_FOR = Duration.ofSeconds(5);

  /** How long the grid has to be fit before the site connects (EN 50549-1). */
  static final Duration GRID_BACK_FOR = Duration.ofSeconds(60);

  /** How long the exchange has to be near 0 before the site separates. */
  static final Duration NEAR_FOR = Duration.ofSeconds(5);

  /** How long a planned separation may take to get there. */
  static final Duration ISLANDING_PATIENCE = Duration.ofMinutes(5);

  /** How long the transfer switch may take to open. */
  static final Duration OPEN_PATIENCE = Duration.ofSeconds(30);

  /** How long after a failure before it is tried again. */
  static final Duration RETRY_AFTER = Duration.ofMinutes(15);

  /** How long the bus has to be dead before a black start. */
  static final Duration DARK_FOR = Duration.ofSeconds(3);

  /** How long shed loads have to get off the bus. */
  static final Duration CLEAR_FOR = Duration.ofSeconds(10);

  /** How long a source may take to bring the bus up. */
  static final Duration START_PATIENCE = Duration.ofMinutes(2);

  /** How often a black start is tried before a person is needed. */
  static final int ATTEMPTS = 3;

  /** How long the bus has to live before it is loaded. */
  static final Duration SETTLE_FOR = Duration.ofSeconds(10);

  /** For a site; the exchange is near 0 at 2 % of the import limit, 50 W at least. */
  public static ModeSettings of(Site site) {
    List<SiteDevice> devices = SiteDevices.of(site);
    Duration slowest = Duration.ZERO;
    Map<String, Double> readyPct = new HashMap<>();
    for (SiteDevice device : devices) {
      if (device.control().orElse(null) instanceof FastRegulator regulator) {
        Duration settling = regulator.response().settling();
        slowest = settling.compareTo(slowest) > 0 ? settling : slowest;
        readyPct.put(device.id(), regulator.window().minSocPct() + READY_PCT);
      }
    }
    return new ModeSettings(
        slowest.plus(site.control().cycle().multipliedBy(3)),
        Math.max(50, 0.02 * site.grid().importLimitW()),
        devices.stream().anyMatch(device -> device.purpose() == SiteDevice.Purpose.SEPARATION),
        readyPct);
  }
}
