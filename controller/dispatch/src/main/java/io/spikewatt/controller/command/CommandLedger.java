package io.spikewatt.controller.command;

import io.spikewatt.controller.history.HistoryBuffer;
import io.spikewatt.controller.history.KeptCommand;
import java.time.Instant;
import java.util.Optional;

/**
 * Keeps accepted commands in the history, and those that only restrict in a second place. Confined
 * to one thread.
 */
public record CommandLedger(HistoryBuffer history, RestrictionStore restrictions)
    implements CommandProcessor.Ledger {

  @Override
  public Optional<String> note(
      String id, Optional<KeptCommand> lasting, boolean restricts, Instant now) {
    Optional<String> why = history.noteCommand(id, lasting, restricts, now);
    if (why.isEmpty() && lasting.isPresent()) {
      restrictions.note(lasting.get(), restricts);
    }
    return why;
  }

  @Override
  public void end(String name) {
    history.endCommand(name);
  }

  /** All that held when control last ended, expired ones among them. */
  public RestrictionStore.Kept kept(Instant now) {
    return restrictions.complete(history.keptCommands(), now);
  }
}
