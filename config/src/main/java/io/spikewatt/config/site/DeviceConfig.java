package io.spikewatt.config.site;

import io.spikewatt.config.profile.DeviceProfile;

/**
 * One device of the site.
 *
 * @param id unique, {@code [a-z0-9_-]+}; first part of its signals' names
 * @param profile what its registers, nodes or topics mean
 * @param connection how it is reached
 * @param role what it is on this site
 */
public record DeviceConfig(String id, DeviceProfile profile, Connection connection, Role role) {}
