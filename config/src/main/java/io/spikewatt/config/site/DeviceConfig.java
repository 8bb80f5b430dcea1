package io.spikewatt.config.site;

import io.spikewatt.config.profile.DeviceProfile;
import java.util.Optional;

/**
 * One device of the site.
 *
 * @param id unique, {@code [a-z0-9_-]+}; first part of its signals' names
 * @param profile definition of its registers, nodes or topics
 * @param connection its address and protocol
 * @param role its role on this site
 * @param invert whether the signs of its powers, currents and energies are inverted: a meter with
 *     reversed transformers
 * @param meter id of another device that measures this one's power independently; empty = none
 */
public record DeviceConfig(
    String id,
    DeviceProfile profile,
    Connection connection,
    Role role,
    boolean invert,
    Optional<String> meter) {}
