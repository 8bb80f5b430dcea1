package io.spikewatt.controller.view;

import io.spikewatt.config.site.Site;
import io.spikewatt.config.words.Phrase;
import io.spikewatt.controller.command.ActiveCommands;
import io.spikewatt.controller.plan.Plan;
import io.spikewatt.controller.report.CycleReport;
import io.spikewatt.controller.status.SiteStatus;
import io.spikewatt.controller.status.SiteStatus.DeviceAge;
import io.spikewatt.controller.status.SiteStatus.Health;
import io.spikewatt.hal.time.Moment;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A running site at one moment.
 *
 * @param report of the newest cycle; empty before the first
 * @param alarms all present problems, code to sentence
 * @param devices each device with readings, in the configuration's order
 * @param plan the newest, possibly expired
 * @param commands in force in the newest cycle
 * @param firstPlan when the first plan is due; empty = there is one, or its time is not known
 */
public record SiteReading(
    SiteStatus.Daemon daemon,
    Health health,
    Optional<CycleReport> report,
    Map<String, Phrase> alarms,
    List<DeviceAge> devices,
    Optional<Plan> plan,
    ActiveCommands commands,
    Optional<Instant> firstPlan) {

  public Site site() {
    return daemon.site();
  }

  public Moment now() {
    return daemon.now();
  }

  public boolean controls() {
    return health != Health.NOT_CONTROLLING;
  }
}
