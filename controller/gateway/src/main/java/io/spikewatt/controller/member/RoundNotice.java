package io.spikewatt.controller.member;

import io.spikewatt.controller.member.PrivacyBudget.PrivacySpent;
import io.spikewatt.hal.time.Clock;
import io.spikewatt.hal.time.Moment;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Says that the site learns with its fleet, and what the month has spent: once a night, since a
 * night has some twenty rounds. Confined to one thread.
 */
public final class RoundNotice implements Consumer<PrivacySpent> {

  private static final Duration SILENT = Duration.ofHours(12);

  private final Clock clock;
  private final Consumer<String> events;
  private Optional<Moment> said = Optional.empty();

  /**
   * @param events receives a sentence for people
   */
  public RoundNotice(Clock clock, Consumer<String> events) {
    this.clock = clock;
    this.events = events;
  }

  @Override
  public void accept(PrivacySpent spent) {
    Moment now = clock.now();
    if (said.filter(before -> now.since(before).compareTo(SILENT) < 0).isEmpty()) {
      said = Optional.of(now);
      events.accept("rounds of the fleet are learnt for: " + spent.text());
    }
  }
}
