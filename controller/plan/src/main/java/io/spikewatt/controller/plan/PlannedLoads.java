package io.spikewatt.controller.plan;

import io.spikewatt.controller.plan.PlannerSettings.Resolution;
import java.util.List;

/**
 * The loads that a plan places.
 *
 * @param deferrable charging sessions and jobs
 * @param storages storages with levels of their own, the batteries first
 * @param pumps heat pumps
 * @param resolution which sessions have levels of their own
 */
record PlannedLoads(
    DeferrableLoads deferrable,
    PlannedStorages storages,
    List<HeatPump> pumps,
    Resolution resolution) {

  /** Whether the heat pumps have to leave room for others. */
  boolean others() {
    return storages.all().size() > 1 || !deferrable.works(0).isEmpty();
  }

  /** Whether a load has to be shifted between slots. */
  boolean shifts() {
    return !works().isEmpty();
  }

  /** Loads without levels of their own. */
  List<DeferrableLoad> works() {
    return deferrable.works(resolution.sessionsWithLevels());
  }

  /** Loads that compete for slots: charging sessions, then jobs. */
  List<DeferrableLoad> shifted() {
    return deferrable.works(besideSessions() ? resolution.sessionsWithLevels() : 0);
  }

  /** Number of the first ones among them, which have levels of their own and only compete. */
  int kept() {
    return besideSessions()
        ? 0
        : Math.min(resolution.sessionsWithLevels(), deferrable.sessions().size());
  }

  /** Number of the first job among them. */
  int firstJob() {
    int sessions = deferrable.sessions().size();
    return besideSessions() ? Math.max(0, sessions - resolution.sessionsWithLevels()) : sessions;
  }

  /** Storages by whose values shifted load is priced. */
  PlannedStorages beside() {
    return besideSessions() ? storages : storages.staying();
  }

  private boolean besideSessions() {
    return resolution.shifting().besideSessions();
  }
}
