package io.spikewatt.fleet.testing;

import io.spikewatt.config.site.FleetMembership.FleetConsent;
import io.spikewatt.config.site.FleetMembership.FleetShare;
import io.spikewatt.config.site.FleetMembership.RoundHours;
import io.spikewatt.controller.member.FleetMember;
import io.spikewatt.controller.member.FleetParticipation;
import io.spikewatt.controller.member.HistoryLearner;
import io.spikewatt.controller.member.MemberIdentity;
import io.spikewatt.controller.member.PrivacyBudget;
import io.spikewatt.controller.member.RoundConsent;
import io.spikewatt.controller.member.SharedNetworks;
import io.spikewatt.controller.member.SiteConsent;
import io.spikewatt.controller.member.SiteServices;
import io.spikewatt.controller.member.UsedBases;
import io.spikewatt.controller.protocol.FleetTopics;
import io.spikewatt.controller.protocol.KeySignatures;
import io.spikewatt.hal.message.MessagePort;
import io.spikewatt.hal.time.Moment;
import io.spikewatt.inference.feature.SeriesKind;
import io.spikewatt.inference.forecast.Forecast;
import io.spikewatt.inference.forecast.ForecastSettings;
import io.spikewatt.inference.forecast.TimeSeries;
import io.spikewatt.inference.lifecycle.BlendedForecast;
import io.spikewatt.inference.naive.SeasonalForecaster;
import io.spikewatt.inference.pooled.FleetBlend;
import io.spikewatt.inference.pooled.PooledNetwork;
import java.nio.file.Path;
import java.security.PublicKey;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * A site whose high days follow low ones, which neither its yesterday nor its last week foretells.
 * Its history grows as a test moves the clock.
 */
public final class RhythmSite {

  private static final int DAY = 96;
  private static final Duration SLOT = Duration.ofMinutes(15);
  private static final ZoneId ZONE = ZoneId.of("UTC");

  /** Settings of its load's forecasts. */
  public static final ForecastSettings SETTINGS =
      new ForecastSettings(ZONE, SLOT, 144, Optional.empty(), OptionalDouble.empty());

  /** When its history began. */
  public static final Instant BEGAN = Instant.parse("2026-10-01T00:00:00Z");

  public final List<String> events = new ArrayList<>();
  private final String name;
  private final TimeSeries all;
  private Optional<FleetBlend> blended = Optional.empty();
  private Moment now;

  public RhythmSite(String name, Moment now) {
    this.name = name;
    this.now = now;
    SplittableRandom random = new SplittableRandom(name.hashCode());
    double level = random.nextDouble(500, 2000);
    double[] values = new double[120 * DAY];
    for (int k = 0; k < values.length; k++) {
      double high = k / DAY % 2 == 0 ? 0.4 : -0.4;
      values[k] =
          level
              * (1 + high + 0.3 * Math.sin(2 * Math.PI * k / DAY) + random.nextDouble(-0.05, 0.05));
    }
    this.all = new TimeSeries(BEGAN, SLOT, values);
  }

  public String name() {
    return name;
  }

  /** Moves its clock, and with it the end of its history. */
  public void at(Moment time) {
    now = time;
  }

  private TimeSeries history() {
    return all.head((int) Duration.between(BEGAN, now.instant()).dividedBy(SLOT));
  }

  private HistoryLearner learner(SharedNetworks networks) {
    return new HistoryLearner(
        SeriesKind.LOAD,
        SETTINGS,
        this::history,
        networks.shipped(),
        networks.blend(),
        new SplittableRandom(name.hashCode()),
        () -> false);
  }

  /** A light client that learns from the history, and keeps nothing. */
  public FleetMember light(
      MessagePort port, KeySignatures signatures, FleetTopics topics, PublicKey coordinatorKey) {
    PooledNetwork shipped = PooledNetwork.shipped(SeriesKind.LOAD).orElseThrow();
    return new FleetMember(
        new MemberIdentity(name, "Europe", "light", signatures),
        topics,
        port,
        coordinatorKey,
        new HistoryLearner(
            SeriesKind.LOAD,
            SETTINGS,
            this::history,
            shipped,
            new FleetBlend(SeriesKind.LOAD, SETTINGS, List.of(), FleetBlend.State.first()),
            new SplittableRandom(1),
            () -> false),
        RoundConsent.ALWAYS,
        SiteServices.NONE,
        new SplittableRandom(name.hashCode()));
  }

  /**
   * What a daemon does in its fleet, with all of its rules.
   *
   * @param directory where state is kept
   * @param epsilonPerMonth privacy that rounds may spend
   */
  public FleetParticipation daemon(
      MessagePort port,
      KeySignatures signatures,
      FleetTopics topics,
      PublicKey coordinatorKey,
      Path directory,
      OptionalDouble epsilonPerMonth) {
    SharedNetworks networks =
        SharedNetworks.in(directory, SeriesKind.LOAD, SETTINGS, events::add).orElseThrow();
    HistoryLearner learner = learner(networks);
    PrivacyBudget budget = PrivacyBudget.in(directory, ZONE, epsilonPerMonth, events::add);
    SiteConsent consent =
        new SiteConsent(
            new FleetConsent(Set.of(FleetShare.MODELS), "a test", epsilonPerMonth, RoundHours.ANY),
            ZONE,
            learner::days,
            budget,
            UsedBases.in(directory, events::add),
            spent -> events.add(spent.text()));
    FleetMember member =
        new FleetMember(
            new MemberIdentity(name, "Europe", "test", signatures),
            topics,
            port,
            coordinatorKey,
            learner,
            consent,
            SiteServices.NONE,
            new SplittableRandom(name.hashCode()));
    return new FleetParticipation(
        port,
        member,
        learner,
        networks,
        budget,
        new BlendedForecast() {
          @Override
          public void blendWith(FleetBlend fleet) {
            blended = Optional.of(fleet);
          }

          @Override
          public void leave(FleetBlend fleet) {
            blended = Optional.empty();
          }
        },
        events::add);
  }

  /** Forecasts with the fleet; its outcomes count later. */
  public void forecast() {
    Forecast own =
        new SeasonalForecaster(SeriesKind.LOAD, SETTINGS).forecast(history(), SETTINGS.horizon());
    blended.ifPresent(fleet -> fleet.move(history(), own));
  }
}
