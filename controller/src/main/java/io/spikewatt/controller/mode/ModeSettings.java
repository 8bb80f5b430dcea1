package io.spikewatt.controller.mode;

import io.spikewatt.config.site.Role;
import io.spikewatt.config.site.Site;
import java.time.Duration;
import java.util.Comparator;

/**
 * What the transitions between modes go by.
 *
 * @param startWait how long first readings are awaited
 * @param blindFor how long the last setpoints are held while the grid power is unknown
 * @param goodFor how long the grid power has to be known before a hold ends
 * @param gridBackFor how long the grid has to be fit before the site connects (EN 50549-1: 60 s)
 * @param meetFor how long batteries get to take what they do as a setpoint before the transfer
 *     switch may close
 * @param rampFor how long the exchange takes to be let go after the site connected
 * @param nearW exchange at which a site may be separated, W
 * @param nearFor how long it has to be that small
 * @param islandingPatience how long a planned separation may take to get there
 * @param openPatience how long the transfer switch may take to open
 * @param retryAfter how long after a failure before it is tried again
 * @param darkFor how long the bus has to be dead before a black start
 * @param clearFor how long shed loads have to get off the bus
 * @param startPatience how long a source may take to bring the bus up
 * @param attempts how often it is tried before a person is needed
 * @param settleFor how long the bus has to live before it is loaded
 * @param hasSwitch whether there is a transfer switch to ask
 */
public record ModeSettings(
    Duration startWait,
    Duration blindFor,
    Duration goodFor,
    Duration gridBackFor,
    Duration meetFor,
    Duration rampFor,
    double nearW,
    Duration nearFor,
    Duration islandingPatience,
    Duration openPatience,
    Duration retryAfter,
    Duration darkFor,
    Duration clearFor,
    Duration startPatience,
    int attempts,
    Duration settleFor,
    boolean hasSwitch) {

  /** For a site; the exchange is near 0 at 2 % of the import limit, 50 W at least. */
  public static ModeSettings of(Site site) {
    Duration slowest =
        site.devices().stream()
            .filter(device -> device.role() instanceof Role.Battery)
            .map(device -> device.profile().response().settling())
            .max(Comparator.naturalOrder())
            .orElse(Duration.ZERO);
    return usual(
        Math.max(50, 0.02 * site.grid().importLimitW()),
        site.devices().stream().anyMatch(d -> d.role() instanceof Role.TransferSwitch),
        slowest.plus(site.control().cycle().multipliedBy(3)));
  }

  static ModeSettings usual(double nearW, boolean hasSwitch, Duration meetFor) {
    return new ModeSettings(
        Duration.ofSeconds(10),
        Duration.ofSeconds(5),
        Duration.ofSeconds(5),
        Duration.ofSeconds(60),
        meetFor,
        Duration.ofSeconds(60),
        nearW,
        Duration.ofSeconds(5),
        Duration.ofMinutes(5),
        Duration.ofSeconds(30),
        Duration.ofMinutes(15),
        Duration.ofSeconds(3),
        Duration.ofSeconds(10),
        Duration.ofMinutes(2),
        3,
        Duration.ofSeconds(10),
        hasSwitch);
  }
}
