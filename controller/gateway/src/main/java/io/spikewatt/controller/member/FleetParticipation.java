package io.spikewatt.controller.member;

import io.spikewatt.controller.member.PrivacyBudget.PrivacySpent;
import io.spikewatt.hal.message.MessagePort;
import io.spikewatt.hal.time.Moment;
import io.spikewatt.inference.federated.SharedModel;
import io.spikewatt.inference.forecast.TimeSeries;
import io.spikewatt.inference.pooled.PooledNetwork;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A site's part in its fleet: takes part in rounds, begins the trial of what comes back, and uses
 * it once it has won. A bug or a coordinator's nonsense ends this and nothing else. One thread
 * takes the steps; any thread may read the standing.
 */
public final class FleetParticipation {

  /** Time between two looks at a trial. */
  private static final Duration REVIEW = Duration.ofHours(6);

  private final MessagePort port;
  private final FleetMember member;
  private final HistoryLearner learner;
  private final SharedNetworks networks;
  private final PrivacyBudget budget;
  private final Consumer<PooledNetwork> use;
  private final Consumer<String> events;
  private Optional<Moment> reviewAt = Optional.empty();
  private long seen;
  private Optional<String> failed = Optional.empty();
  private volatile Optional<FleetStanding> standing = Optional.empty();

  /**
   * @param learner learns for the member
   * @param use receives the network that is to be used from now on
   * @param events receives sentences for people
   */
  public FleetParticipation(
      MessagePort port,
      FleetMember member,
      HistoryLearner learner,
      SharedNetworks networks,
      PrivacyBudget budget,
      Consumer<PooledNetwork> use,
      Consumer<String> events) {
    this.port = port;
    this.member = member;
    this.learner = learner;
    this.networks = networks;
    this.budget = budget;
    this.use = use;
    this.events = events;
    if (networks.usedVersion().isPresent()) {
      use.accept(networks.used());
    }
  }

  /** How it is after the last step; empty before the first. */
  public Optional<FleetStanding> standing() {
    return standing;
  }

  /** Answers the coordinator and does what is due; mostly without work. */
  public void step(Moment now) {
    if (failed.isEmpty()) {
      try {
        work(now);
      } catch (RuntimeException bug) {
        failed = Optional.of("ended by a bug: " + bug);
        events.accept("the fleet is left until a restart: " + bug);
      }
    }
    standing = Optional.of(standing(now));
  }

  private void work(Moment now) {
    member.step(now);
    Optional<SharedModel> arrived = member.model().filter(model -> model.round() > seen);
    if (arrived.isPresent() && networks.onTrial().isEmpty()) {
      seen = arrived.get().round();
      if (networks.offer(arrived.get(), learner, now.instant())) {
        events.accept("version %d of the fleet's model is on trial".formatted(seen));
      }
    }
    if (reviewAt.filter(now::isBefore).isEmpty()) {
      reviewAt = Optional.of(now.plus(REVIEW));
      review();
    }
  }

  private void review() {
    if (networks.onTrial().isPresent()) {
      TimeSeries record = learner.record();
      networks
          .review(record)
          .ifPresent(
              text -> {
                use.accept(networks.used());
                events.accept(text);
              });
    }
  }

  private FleetStanding standing(Moment now) {
    PrivacySpent privacy = budget.spent(now);
    return new FleetStanding(
        problem(),
        networks.usedVersion(),
        networks.onTrial(),
        networks.outcome(),
        privacy,
        member.refusals().isEmpty() ? Optional.empty() : Optional.of(member.refusals().getLast()));
  }

  private Optional<String> problem() {
    return failed
        .or(port::problem)
        .or(() -> member.welcome() ? Optional.empty() : Optional.of("no coordinator answers"));
  }
}
