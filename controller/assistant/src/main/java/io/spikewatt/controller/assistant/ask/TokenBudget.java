package io.spikewatt.controller.assistant.ask;

import io.spikewatt.hal.store.KeptValues;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.function.Consumer;

/** A model's tokens that may still be used on a day of UTC, in a file of the state directory. */
public final class TokenBudget {

  private static final String DAY = "day";
  private static final String TOKENS = "tokens";

  private final KeptValues used;
  private final long perDay;

  /**
   * @param perDay {@code >= 0}
   * @param onProblem receives each problem of reading or writing
   */
  public TokenBudget(Path directory, long perDay, Consumer<String> onProblem) {
    this.used =
        KeptValues.in(
            directory.resolve("ask-tokens.properties"), "Tokens of the model today", onProblem);
    this.perDay = perDay;
  }

  /** Tokens left on the day of {@code now}; never negative. */
  public long left(Instant now) {
    return Math.max(0, perDay - used(now));
  }

  public void use(long tokens, Instant now) {
    used.replace(
        Map.of(DAY, day(now).toString(), TOKENS, String.valueOf(used(now) + Math.max(0, tokens))));
  }

  private long used(Instant now) {
    boolean isToday = used.get(DAY).filter(day(now).toString()::equals).isPresent();
    return isToday ? (long) used.number(TOKENS, 0, 1e15).orElse(0) : 0;
  }

  private static LocalDate day(Instant now) {
    return LocalDate.ofInstant(now, ZoneOffset.UTC);
  }
}
