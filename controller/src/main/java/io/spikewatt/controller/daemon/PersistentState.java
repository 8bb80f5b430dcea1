package io.spikewatt.controller.daemon;

import io.spikewatt.config.site.Site;
import io.spikewatt.controller.command.ActiveJobs;
import io.spikewatt.controller.command.ActiveTrips;
import io.spikewatt.controller.command.RestrictionStore;
import io.spikewatt.controller.dispatch.ShedRelayStore;
import io.spikewatt.controller.history.HistoryStore;
import io.spikewatt.controller.limit.FeedInOrderStore;
import io.spikewatt.controller.limit.ImportPeak;
import io.spikewatt.controller.mode.SeparationStore;
import io.spikewatt.controller.plan.SessionForecaster;
import io.spikewatt.controller.resilience.OutageHistory;
import io.spikewatt.hal.store.KeptValues;
import java.nio.file.Path;

/**
 * State that survives a restart.
 *
 * @param models folder of trained models
 */
public record PersistentState(
    HistoryStore history,
    Path models,
    OutageHistory outages,
    FeedInOrderStore orders,
    ImportPeak importPeak,
    ActiveJobs jobs,
    ActiveTrips trips,
    RestrictionStore restrictions,
    SeparationStore separation,
    ShedRelayStore shedRelays,
    SessionForecaster sessions) {

  /** In a site's state directory; what cannot be read or written there is kept in memory. */
  static PersistentState in(Path directory, Site site) {
    return new PersistentState(
        HistoryStore.open(directory),
        directory.resolve("models"),
        OutageHistory.in(directory),
        FeedInOrderStore.in(directory),
        ImportPeak.in(directory, site.zone()),
        ActiveJobs.in(directory, site),
        ActiveTrips.in(directory),
        RestrictionStore.in(directory),
        SeparationStore.in(directory),
        ShedRelayStore.in(directory),
        SessionForecaster.in(directory, site.zone()));
  }

  /** Only history and models survive a restart. */
  public static PersistentState of(HistoryStore history, Path models, Site site) {
    return new PersistentState(
        history,
        models,
        OutageHistory.inMemory(),
        FeedInOrderStore.inMemory(),
        new ImportPeak(site.zone(), KeptValues.inMemory()),
        ActiveJobs.inMemory(site),
        ActiveTrips.inMemory(),
        RestrictionStore.inMemory(),
        SeparationStore.inMemory(),
        ShedRelayStore.inMemory(),
        SessionForecaster.inMemory(site.zone()));
  }
}
