package io.spikewatt.controller.app;

import io.spikewatt.config.site.Site;
import io.spikewatt.controller.command.ComputeJobs;
import io.spikewatt.controller.history.HistoryStore;
import io.spikewatt.controller.mode.ImportPeak;
import io.spikewatt.controller.mode.OrderBook;
import io.spikewatt.controller.mode.OutageBook;
import io.spikewatt.hal.keep.KeptValues;
import java.io.IOException;
import java.nio.file.Path;

/**
 * What control keeps over a restart.
 *
 * @param models folder of trained models
 */
public record PersistentState(
    HistoryStore history,
    Path models,
    OutageBook outages,
    OrderBook orders,
    ImportPeak importPeak,
    ComputeJobs jobs) {

  /**
   * In a site's state directory.
   *
   * @throws IOException if the directory cannot be used
   */
  static PersistentState in(Path directory, Site site) throws IOException {
    return new PersistentState(
        HistoryStore.open(directory),
        directory.resolve("models"),
        OutageBook.in(directory),
        OrderBook.in(directory),
        ImportPeak.in(directory, site.zone()),
        ComputeJobs.in(directory, site));
  }

  /** History and models alone outlive a restart. */
  public static PersistentState of(HistoryStore history, Path models, Site site) {
    return new PersistentState(
        history,
        models,
        OutageBook.inMemory(),
        OrderBook.inMemory(),
        new ImportPeak(site.zone(), KeptValues.inMemory()),
        ComputeJobs.inMemory(site));
  }
}
