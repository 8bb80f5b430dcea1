package io.spikewatt.controller.setup;

import io.spikewatt.config.site.Connection;
import java.util.List;

/**
 * A device as it will be in a site file.
 *
 * @param title what it says that it is, and its unit; free of control characters
 * @param role key of its role, such as {@code pv}
 * @param invert whether it counts the wrong way round
 * @param ratings values of its role
 */
record DeviceDraft(
    String title,
    String id,
    String profile,
    Connection.Modbus at,
    String role,
    boolean invert,
    List<Rating> ratings) {

  static final String GRID_METER = "grid-meter";
  static final String LOAD = "load";

  DeviceDraft {
    ratings = List.copyOf(ratings);
  }

  /**
   * @param reported whether the device reports it; otherwise it is a guess
   */
  record Rating(String key, long value, boolean reported) {}

  boolean meter() {
    return role.equals(GRID_METER) || role.equals(LOAD);
  }

  DeviceDraft withId(String other) {
    return new DeviceDraft(title, other, profile, at, role, invert, ratings);
  }

  DeviceDraft withRole(String other) {
    return new DeviceDraft(title, id, profile, at, other, invert, ratings);
  }

  DeviceDraft withRatings(List<Rating> other) {
    return new DeviceDraft(title, id, profile, at, role, invert, other);
  }

  DeviceDraft inverted() {
    return new DeviceDraft(title, id, profile, at, role, !invert, ratings);
  }
}
