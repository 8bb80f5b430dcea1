package io.spikewatt.controller.member;

import java.util.Set;

/**
 * How a site is controlled at a moment.
 *
 * @param controls whether control cycles run and have the readings that they need
 * @param alarms codes of the open alarms
 */
public record SiteCondition(boolean controls, String mode, Set<String> alarms) {

  public SiteCondition {
    alarms = Set.copyOf(alarms);
  }
}
