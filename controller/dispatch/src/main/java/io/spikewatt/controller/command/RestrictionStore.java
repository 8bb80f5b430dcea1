package io.spikewatt.controller.command;

import io.spikewatt.controller.history.KeptCommand;
import io.spikewatt.controller.protocol.CommandMessage;
import io.spikewatt.controller.protocol.CommandMessage.Malformed;
import io.spikewatt.hal.store.KeptValues;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tinylog.Logger;

/**
 * Commands that only restrict, in a small file beside the history, so that a damaged database
 * forgets no ordered limit. The file holds the last command of each name. Confined to one thread.
 */
public final class RestrictionStore {

  private static final String FILE = "restricting-commands.properties";

  /** Beyond it, those that end first are dropped; by then most have ended. */
  private static final int MOST_KEPT = 200;

  /** Payloads by what follows {@code command/} in the topic. */
  private final KeptValues kept;

  public RestrictionStore(KeptValues kept) {
    this.kept = kept;
  }

  /** The store in the state directory. */
  public static RestrictionStore in(Path directory) {
    return new RestrictionStore(
        KeptValues.in(
            directory.resolve(FILE),
            "limits, reserves and holds as they were ordered",
            Logger::warn));
  }

  /**
   * Content of both stores.
   *
   * @param commands the last command of each name, in the order in which they came
   * @param notes commands in force that only this file held, one sentence each
   */
  public record Kept(List<KeptCommand> commands, List<String> notes) {}

  /** Notes an accepted command; one that does not only restrict takes the place of one that did. */
  void note(KeptCommand command, boolean restricts) {
    Map<String, String> all = kept.all();
    if (restricts) {
      all.put(command.name(), command.payload());
      if (all.size() > MOST_KEPT) {
        all.entrySet().stream()
            .min(Comparator.comparing(entry -> until(entry.getValue()).orElse(Instant.MIN)))
            .map(Map.Entry::getKey)
            .ifPresent(all::remove);
      }
      boolean _ = kept.replace(all);
    } else if (all.remove(command.name()) != null) {
      boolean _ = kept.replace(all);
    }
  }

  /** Adds to the history's commands those that it lacks, or of which it has an earlier one. */
  public Kept complete(List<KeptCommand> history, Instant now) {
    Map<String, String> own = kept.all();
    List<KeptCommand> all = new ArrayList<>();
    for (KeptCommand command : history) {
      String ownPayload = own.get(command.name());
      if (ownPayload == null || !isLater(ownPayload, command.payload())) {
        own.remove(command.name());
        all.add(command);
      }
    }
    List<String> notes = new ArrayList<>();
    own.forEach(
        (name, payload) -> {
          all.add(new KeptCommand(name, payload));
          until(payload)
              .filter(until -> until.isAfter(now))
              .ifPresent(
                  until ->
                      notes.add(
                          "command/%s until %s: restored from %s, because history.db does not hold it"
                              .formatted(name, until, FILE)));
        });
    return new Kept(all, notes);
  }

  private static boolean isLater(String candidate, String reference) {
    Optional<Instant> issued = parsed(candidate).map(CommandMessage::issuedAt);
    Optional<Instant> before = parsed(reference).map(CommandMessage::issuedAt);
    return issued.isPresent() && (before.isEmpty() || issued.get().isAfter(before.get()));
  }

  private static Optional<Instant> until(String payload) {
    return parsed(payload).map(CommandMessage::until);
  }

  private static Optional<CommandMessage> parsed(String payload) {
    try {
      return Optional.of(CommandMessage.parse(payload.getBytes(StandardCharsets.UTF_8)));
    } catch (Malformed damaged) {
      return Optional.empty();
    }
  }
}
