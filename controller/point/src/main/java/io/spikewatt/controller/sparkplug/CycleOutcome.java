package io.spikewatt.controller.sparkplug;

import io.spikewatt.config.site.Site;
import io.spikewatt.controller.command.ActiveCommands;
import io.spikewatt.controller.report.CycleReport;
import java.util.List;

/**
 * The site after one control cycle, as it is shown to hosts.
 *
 * @param site configuration in force
 * @param report what the cycle measured and decided
 * @param alarms sentences of all present problems
 */
public record CycleOutcome(
    Site site, CycleReport report, ActiveCommands commands, List<String> alarms) {

  public CycleOutcome {
    alarms = List.copyOf(alarms);
  }
}
