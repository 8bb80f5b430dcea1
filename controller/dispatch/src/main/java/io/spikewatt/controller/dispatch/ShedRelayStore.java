package io.spikewatt.controller.dispatch;

import io.spikewatt.hal.store.KeptValues;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.tinylog.Logger;

/**
 * Which relays shed load; survives reload, restart and kill, so that loads do not return all at
 * once. Confined to one thread.
 */
public final class ShedRelayStore {

  private static final String SHED = "shed";
  private static final String ON = "on";

  private final KeptValues kept;

  /** Whether a record without entries means that nothing is shed, not that the record is lost. */
  private final boolean complete;

  private ShedRelayStore(KeptValues kept, boolean complete) {
    this.kept = kept;
    this.complete = complete;
  }

  /** A store that does not survive a restart; nothing is shed at first. */
  public static ShedRelayStore inMemory() {
    return new ShedRelayStore(KeptValues.inMemory(), true);
  }

  /** The store in the state directory. */
  public static ShedRelayStore in(Path directory) {
    return new ShedRelayStore(
        KeptValues.in(
            directory.resolve("shed-relays.properties"),
            "which relays shed load, by device",
            Logger::warn),
        false);
  }

  /** Ids of the relays that shed; empty if there is no record, or it cannot be read. */
  Optional<Set<String>> shed() {
    Map<String, String> all = kept.all();
    if (all.isEmpty() && !complete) {
      return Optional.empty();
    }
    return Optional.of(
        all.entrySet().stream()
            .filter(entry -> entry.getValue().equals(SHED))
            .map(Map.Entry::getKey)
            .collect(Collectors.toUnmodifiableSet()));
  }

  /**
   * Records the state of all relays at once; a disk that cannot be written costs the memory over a
   * restart only.
   *
   * @param shedById whether each relay sheds
   */
  void note(Map<String, Boolean> shedById) {
    Map<String, String> values =
        shedById.entrySet().stream()
            .collect(
                Collectors.toUnmodifiableMap(
                    Map.Entry::getKey, entry -> entry.getValue() ? SHED : ON));
    if (!values.equals(kept.all())) {
      kept.replace(values);
    }
  }
}
