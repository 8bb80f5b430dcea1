package io.spikewatt.controller.member;

import io.spikewatt.controller.member.PrivacyBudget.PrivacySpent;
import io.spikewatt.hal.message.MessagePort;
import io.spikewatt.hal.time.Moment;
import io.spikewatt.inference.federated.SharedModel;
import io.spikewatt.inference.lifecycle.BlendedForecast;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A site's part in its fleet: takes part in rounds, and blends what comes back with the site's own
 * forecast. A bug or a coordinator's nonsense ends this and nothing else. One thread takes the
 * steps; any thread may read the standing.
 */
public final class FleetParticipation implements AutoCloseable {

  private final MessagePort port;
  private final FleetMember member;
  private final HistoryLearner learner;
  private final SharedNetworks networks;
  private final PrivacyBudget budget;
  private final BlendedForecast forecast;
  private final Consumer<String> events;
  private long seen;
  private Optional<String> failed = Optional.empty();
  private volatile Optional<FleetStanding> standing = Optional.empty();

  /**
   * @param learner learns for the member
   * @param forecast blends with the fleet until {@link #close}
   * @param events receives sentences for people
   */
  public FleetParticipation(
      MessagePort port,
      FleetMember member,
      HistoryLearner learner,
      SharedNetworks networks,
      PrivacyBudget budget,
      BlendedForecast forecast,
      Consumer<String> events) {
    this.port = port;
    this.member = member;
    this.learner = learner;
    this.networks = networks;
    this.budget = budget;
    this.forecast = forecast;
    this.events = events;
    forecast.blendWith(networks.blend());
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
    if (arrived.isPresent() && networks.takes(arrived.get(), now.instant())) {
      seen = arrived.get().round();
      if (networks.offer(arrived.get(), learner, now.instant())) {
        events.accept("version %d of the fleet's model is in the blend".formatted(seen));
      }
    }
    networks.save();
  }

  /** Keeps the blend's weights; the site forecasts alone from now on. */
  @Override
  public void close() {
    networks.save();
    forecast.leave(networks.blend());
  }

  private FleetStanding standing(Moment now) {
    PrivacySpent privacy = budget.spent(now);
    return new FleetStanding(
        problem(),
        networks.usedVersion(),
        networks.blend().share(),
        privacy,
        member.refusals().isEmpty() ? Optional.empty() : Optional.of(member.refusals().getLast()));
  }

  private Optional<String> problem() {
    return failed
        .or(port::problem)
        .or(() -> member.welcome() ? Optional.empty() : Optional.of("no coordinator answers"));
  }
}
