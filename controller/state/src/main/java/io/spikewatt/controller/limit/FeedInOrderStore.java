package io.spikewatt.controller.limit;

import io.spikewatt.hal.store.KeptValues;
import java.nio.file.Path;
import java.util.OptionalDouble;
import org.tinylog.Logger;

/** The grid operator's last valid orders; survives a restart. Confined to one thread. */
public final class FeedInOrderStore {

  private final KeptValues kept;

  private FeedInOrderStore(KeptValues kept) {
    this.kept = kept;
  }

  /** A store that does not survive a restart. */
  public static FeedInOrderStore inMemory() {
    return new FeedInOrderStore(KeptValues.inMemory());
  }

  /** The store in the state directory. */
  public static FeedInOrderStore in(Path directory) {
    return new FeedInOrderStore(
        KeptValues.in(
            directory.resolve("grid-operator-orders.properties"),
            "the grid operator's last valid feed-in limits, percent",
            Logger::warn));
  }

  /** The last valid order to a receiver, percent; empty if there is none or it is invalid. */
  OptionalDouble order(String device) {
    return kept.number(device, 0, 100);
  }

  void put(String device, double pct) {
    kept.put(device, Double.toString(pct));
  }
}
