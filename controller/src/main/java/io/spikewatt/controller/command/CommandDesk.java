package io.spikewatt.controller.command;

import io.spikewatt.config.site.Site;
import io.spikewatt.controller.command.Envelope.Malformed;
import io.spikewatt.hal.message.Message;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Takes commands in, refuses those that must not be acted upon, and keeps those in force until they
 * lapse. Refusing changes nothing. Used by the cycle's thread alone.
 */
public final class CommandDesk {

  /** How far ahead of ours a sender's clock may be. */
  private static final Duration CLOCK_TOLERANCE = Duration.ofSeconds(30);

  /** Remembers which commands were executed, over a restart. */
  @FunctionalInterface
  public interface Ledger {
    /** Why the command must not be carried out; empty once its id is noted. */
    Optional<String> note(String id, Instant now);
  }

  private record Standing(Wish wish, Instant until) {}

  private final WishReader reader;
  private final Predicate<String> allowed;
  private final Ledger ledger;
  private final Map<String, Standing> inForce = new LinkedHashMap<>();

  /**
   * @param allowed which commands (first word of the name) the configuration permits
   */
  public CommandDesk(Site site, Predicate<String> allowed, Ledger ledger) {
    this.reader = new WishReader(site);
    this.allowed = allowed;
    this.ledger = ledger;
  }

  /**
   * Judges one message.
   *
   * @param name what follows {@code command/} in its topic
   */
  public CommandResult take(String name, Message message, Instant now) {
    String id = "";
    try {
      if (message.retained()) {
        throw new Malformed("retained commands are refused: they would be replayed");
      }
      Envelope envelope = Envelope.parse(message.payload());
      id = envelope.id();
      if (!allowed.test(name.split("/", 2)[0])) {
        throw new Malformed("not allowed by the configuration");
      }
      if (envelope.issuedAt().isAfter(now.plus(CLOCK_TOLERANCE))) {
        throw new Malformed("issued in the future: " + envelope.issuedAt());
      }
      if (!envelope.until().isAfter(now)) {
        throw new Malformed("expired at " + envelope.until());
      }
      Wish wish = reader.read(name, envelope.value(), now);
      Optional<String> hindrance = ledger.note(id, now);
      if (hindrance.isPresent()) {
        throw new Malformed(hindrance.get());
      }
      Standing before = inForce.put(wish.key(), new Standing(wish, envelope.until()));
      String reason = before == null ? wish.understood() : "replaces " + before.wish;
      Instant until = wish.until(envelope.until());
      return new CommandResult(name, id, true, reason, Optional.of(until));
    } catch (Malformed refused) {
      String why = String.valueOf(refused.getMessage());
      return new CommandResult(name, id, false, why, Optional.empty());
    }
  }

  /** The wishes in force at {@code now}; lapsed ones are forgotten. */
  public Wishes wishes(Instant now) {
    inForce.values().removeIf(standing -> !standing.until.isAfter(now));
    return new Wishes(
        inForce.values().stream().map(Standing::wish).toList(),
        inForce.values().stream().collect(Collectors.toMap(Standing::wish, Standing::until)));
  }

  /** Drops a wish that was carried out once and for all. */
  public void done(Wish wish) {
    inForce.remove(wish.key());
  }
}
