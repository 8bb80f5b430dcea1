package io.spikewatt.controller.command;

import io.spikewatt.config.site.Site;
import io.spikewatt.controller.command.CommandResult.Accepted;
import io.spikewatt.controller.command.CommandResult.Refused;
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
    if (message.retained()) {
      return new Refused(name, "", "retained commands are refused: they would be replayed");
    }
    Envelope envelope;
    try {
      envelope = Envelope.parse(message.payload());
    } catch (Malformed malformed) {
      return new Refused(name, "", String.valueOf(malformed.getMessage()));
    }
    return hindrance(name, envelope, now)
        .<CommandResult>map(why -> new Refused(name, envelope.id(), why))
        .orElseGet(() -> understood(name, envelope, now));
  }

  /** Why a command is not even read. */
  private Optional<String> hindrance(String name, Envelope envelope, Instant now) {
    if (!allowed.test(name.split("/", 2)[0])) {
      return Optional.of("not allowed by the configuration");
    }
    if (envelope.issuedAt().isAfter(now.plus(CLOCK_TOLERANCE))) {
      return Optional.of("issued in the future: " + envelope.issuedAt());
    }
    return envelope.until().isAfter(now)
        ? Optional.empty()
        : Optional.of("expired at " + envelope.until());
  }

  /** Reads the value; only a command that makes sense uses up its id. */
  private CommandResult understood(String name, Envelope envelope, Instant now) {
    String id = envelope.id();
    Wish wish;
    try {
      wish = reader.read(name, envelope.value(), now);
    } catch (Malformed malformed) {
      return new Refused(name, id, String.valueOf(malformed.getMessage()));
    }
    return ledger
        .note(id, now)
        .<CommandResult>map(why -> new Refused(name, id, why))
        .orElseGet(() -> accept(name, id, wish, envelope.until()));
  }

  private CommandResult accept(String name, String id, Wish wish, Instant lapses) {
    Standing before = inForce.put(wish.key(), new Standing(wish, lapses));
    String reason = before == null ? wish.understood() : "replaces " + before.wish;
    return new Accepted(name, id, reason, wish.until(lapses));
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
