package io.spikewatt.config.site;

import io.spikewatt.config.profile.DeviceProfile;
import java.util.Optional;

/**
 * One device of the site.
 *
 * @param id unique, {@code [a-z0-9_-]+}; first part of its signals' names
 * @param profile what its registers, nodes or topics mean
 * @param connection how it is reached
 * @param role what it is on this site
 * @param invert whether its powers, currents and energies are counted the other way round: a meter
 *     whose transformers are turned
 * @param meter id of another device that measures this one's power independently; empty = none
 */
public record DeviceConfig(
    String id,
    DeviceProfile profile,
    Connection connection,
    Role role,
    boolean invert,
    Optional<String> meter) {

  /** As its profile counts, without an independent meter. */
  public DeviceConfig(String id, DeviceProfile profile, Connection connection, Role role) {
    this(id, profile, connection, role, false, Optional.empty());
  }
}
