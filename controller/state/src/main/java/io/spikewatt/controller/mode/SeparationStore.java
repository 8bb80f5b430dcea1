package io.spikewatt.controller.mode;

import io.spikewatt.hal.store.KeptValues;
import java.nio.file.Path;
import org.tinylog.Logger;

/**
 * Whether the site was separated from the grid, or on its way back, when control last ended. It
 * survives a restart, so that a restart does not skip the wait for a fit grid. Confined to one
 * thread.
 */
public final class SeparationStore {

  private static final String SEPARATED = "separated";

  private final KeptValues kept;

  public SeparationStore(KeptValues kept) {
    this.kept = kept;
  }

  /** The store in the state directory. */
  public static SeparationStore in(Path directory) {
    return new SeparationStore(
        KeptValues.in(
            directory.resolve("separation.properties"),
            "whether the site was separated from the grid, or on its way back",
            Logger::warn));
  }

  /** Whether the site was separated, or on its way back. */
  public boolean separated() {
    return kept.get(SEPARATED).filter("true"::equals).isPresent();
  }

  /** Notes the mode of a cycle; writes only a change. */
  public void note(Mode mode) {
    boolean separated = mode.onIsland() || mode.returns();
    if (!(mode instanceof Mode.Starting) && separated != separated()) {
      kept.put(SEPARATED, Boolean.toString(separated));
    }
  }
}
