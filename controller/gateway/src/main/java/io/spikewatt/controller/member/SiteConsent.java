package io.spikewatt.controller.member;

import io.spikewatt.config.site.FleetMembership.FleetConsent;
import io.spikewatt.config.site.FleetMembership.FleetShare;
import io.spikewatt.config.site.FleetMembership.RoundHours;
import io.spikewatt.controller.member.PrivacyBudget.PrivacySpent;
import io.spikewatt.hal.time.Moment;
import io.spikewatt.inference.federated.RoundRefusal;
import io.spikewatt.inference.federated.RoundTerms;
import io.spikewatt.inference.federated.SharedModel;
import java.time.ZoneId;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import java.util.random.RandomGenerator;

/**
 * Rounds and trials as the site file permits them.
 *
 * @param zone of the site, for its night
 * @param days of history on record
 * @param bases that an update was sent for
 * @param spent receives what the month has spent after each round
 */
public record SiteConsent(
    FleetConsent agreed,
    ZoneId zone,
    IntSupplier days,
    PrivacyBudget budget,
    UsedBases bases,
    Consumer<PrivacySpent> spent)
    implements RoundConsent {

  private static final int NIGHT_FROM = 22;
  private static final int NIGHT_TO = 6;

  @Override
  public void join(RoundTerms terms, Optional<SharedModel> base, Moment now) throws RoundRefusal {
    requireModels("no round");
    int hour = now.instant().atZone(zone).getHour();
    if (agreed.hours() == RoundHours.NIGHT && hour >= NIGHT_TO && hour < NIGHT_FROM) {
      throw new RoundRefusal(
          RoundRefusal.Cause.NOT_NOW,
          "a round from %d to %d o'clock expected, found one at %d o'clock"
              .formatted(NIGHT_FROM, NIGHT_TO, hour));
    }
    if (days.getAsInt() < HistoryLearner.LEAST_DAYS) {
      throw new RoundRefusal(
          RoundRefusal.Cause.TOO_LITTLE_HISTORY,
          "%d days of history expected, found %d"
              .formatted(HistoryLearner.LEAST_DAYS, days.getAsInt()));
    }
    budget.require(terms, now);
    if (base.isPresent()) {
      bases.requireUnused(base.get());
    }
  }

  @Override
  public void upload(RoundTerms terms, SharedModel base, Moment now) throws RoundRefusal {
    bases.requireUnused(base);
    PrivacySpent after = budget.spend(terms, now);
    bases.use(base);
    spent.accept(after);
  }

  @Override
  public boolean report(boolean notWorse, RandomGenerator random, Moment now) throws RoundRefusal {
    requireModels("no trial");
    return budget.report(notWorse, random, now);
  }

  private void requireModels(String expected) throws RoundRefusal {
    if (!agreed.covers(FleetShare.MODELS)) {
      throw new RoundRefusal(
          RoundRefusal.Cause.OTHER_FEATURES, expected + " expected, since no models are shared");
    }
  }
}
