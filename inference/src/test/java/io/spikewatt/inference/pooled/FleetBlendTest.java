package io.spikewatt.inference.pooled;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.inference.Synthetic;
import io.spikewatt.inference.feature.SeriesKind;
import io.spikewatt.inference.forecast.Forecast;
import io.spikewatt.inference.forecast.ForecastSettings;
import io.spikewatt.inference.forecast.TimeSeries;
import io.spikewatt.inference.graded.GradedWeights;
import io.spikewatt.inference.graded.QuantisedGradedWeights;
import io.spikewatt.inference.naive.SeasonalForecaster;
import io.spikewatt.inference.train.ProximalSettings;
import io.spikewatt.inference.train.ProximalTraining;
import io.spikewatt.inference.train.QuantileRows;
import io.spikewatt.inference.train.SenderDeviations;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class FleetBlendTest {

  private static final int DAY = 96;
  private static final int BEGUN = 20 * DAY;
  private static final int SLOTS = 144;
  private static final ForecastSettings SETTINGS =
      new ForecastSettings(
          ZoneId.of("UTC"), Synthetic.QUARTER, SLOTS, Optional.empty(), OptionalDouble.empty());
  private static final PooledNetwork SHIPPED = PooledNetwork.shipped(SeriesKind.LOAD).orElseThrow();
  private static final PooledNetwork TRAINED = trained();

  private final TimeSeries load = rhythm(1);

  /** A high day follows a low one: neither yesterday nor last week is like today. */
  private static TimeSeries rhythm(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[] values = new double[60 * DAY];
    for (int k = 0; k < values.length; k++) {
      double high = k / DAY % 2 == 0 ? 400 : -400;
      values[k] = 1000 + high + 300 * Math.sin(2 * Math.PI * k / DAY) + random.nextDouble(-50, 50);
    }
    return new TimeSeries(Instant.parse("2026-03-02T00:00:00Z"), Synthetic.QUARTER, values);
  }

  /** A network that has learnt from other sites of that rhythm. */
  private static PooledNetwork trained() {
    SplittableRandom random = new SplittableRandom(7);
    List<PastCommissioning> seen = new ArrayList<>();
    for (int site = 2; site < 6; site++) {
      for (int i = 0; i < 40; i++) {
        PastCommissioning.drawn(SeriesKind.LOAD, SETTINGS, rhythm(site), random.split())
            .ifPresent(seen::add);
      }
    }
    QuantileRows rows = PastCommissioning.rows(SeriesKind.LOAD, seen);
    GradedWeights weights =
        new ProximalTraining(rows, new ProximalSettings(300, 64, 3e-3, 0))
            .train(SHIPPED.weights().dequantised(), 1, () -> false);
    return new PooledNetwork(
        SeriesKind.LOAD, QuantisedGradedWeights.of(weights, SenderDeviations.of(rows, weights)));
  }

  /** A network that a broken coordinator could send. */
  private static PooledNetwork nonsense() {
    GradedWeights weights =
        GradedWeights.initial(SHIPPED.weights().topology(), new SplittableRandom(3));
    for (int i = 0; i < weights.values().length; i++) {
      weights.values()[i] *= 5;
    }
    float[] deviation = new float[SHIPPED.weights().topology().senders()];
    for (int sender = 0; sender < deviation.length; sender++) {
      deviation[sender] = SHIPPED.weights().deviation(sender);
    }
    return new PooledNetwork(SeriesKind.LOAD, QuantisedGradedWeights.of(weights, deviation));
  }

  private static FleetBlend blend(PooledNetwork... networks) {
    List<FleetBlend.Version> versions = new ArrayList<>();
    for (PooledNetwork network : networks) {
      versions.add(new FleetBlend.Version(networks.length - versions.size(), network));
    }
    return new FleetBlend(SeriesKind.LOAD, SETTINGS, versions, FleetBlend.State.first());
  }

  private Forecast own(TimeSeries known) {
    return new SeasonalForecaster(SeriesKind.LOAD, SETTINGS).forecast(known, SLOTS);
  }

  /** Absolute errors of own forecast and blend over the next day, summed over some days. */
  private double[] errors(FleetBlend blend, int fromDay, int days) {
    double[] errors = new double[2];
    for (int row = BEGUN + fromDay * DAY; row < BEGUN + (fromDay + days) * DAY; row += DAY / 4) {
      TimeSeries known = load.head(row);
      Forecast own = own(known);
      Optional<FleetBlend.Move> move = blend.move(known, own);
      for (int k = 0; k < DAY; k++) {
        double outcome = load.values()[row + k];
        double moved = move.isPresent() ? move.get().median()[k] : 0;
        errors[0] += Math.abs(own.p50()[k] - outcome);
        errors[1] += Math.abs(own.p50()[k] + moved - outcome);
      }
    }
    return errors;
  }

  @Test
  void aBetterVersionEarnsItsShareWithinWeeks() {
    FleetBlend blend = blend(TRAINED);
    double first = blend.share().orElseThrow();
    assertTrue(first < 0.2, "a first share of " + first);
    errors(blend, 0, 14);
    double[] errors = errors(blend, 14, 14);
    assertTrue(errors[1] < 0.6 * errors[0], errors[1] + " of " + errors[0]);
    assertTrue(blend.share().orElseThrow() > 0.8, "share " + blend.share());
  }

  @Test
  void nonsenseCostsNothingThatLasts() {
    FleetBlend blend = blend(nonsense());
    errors(blend, 0, 14);
    double[] errors = errors(blend, 14, 14);
    assertTrue(errors[1] < 1.005 * errors[0], errors[1] + " of " + errors[0]);
    assertTrue(blend.share().orElseThrow() < 0.01, "share " + blend.share());
  }

  @Test
  void withoutAVersionAForecastStays() {
    FleetBlend blend = blend();
    assertEquals(Optional.empty(), blend.move(load.head(BEGUN), own(load.head(BEGUN))));
    assertEquals(OptionalDouble.empty(), blend.share());
  }

  @Test
  void aNewerVersionTakesNoShareFromTheOwnForecastAtOnce() {
    FleetBlend blend = blend(TRAINED);
    errors(blend, 0, 14);
    blend.enter(new FleetBlend.Version(2, nonsense()));
    assertEquals(List.of(2L, 1L), blend.versions().stream().map(v -> v.number()).toList());
    double[] errors = errors(blend, 14, 14);
    assertTrue(errors[1] < 0.6 * errors[0], errors[1] + " of " + errors[0]);
  }

  @Test
  void itGoesOnAfterARestartAsIfThereHadBeenNone() throws IOException {
    FleetBlend before = blend(TRAINED);
    errors(before, 0, 10);
    byte[] written =
        FleetBlendFormat.write(
            new FleetBlendFormat.Kept(List.of(1L), load.start(), before.state()));
    FleetBlendFormat.Kept read = FleetBlendFormat.read(written);
    assertEquals(List.of(1L), read.versions());
    assertEquals(load.start(), read.since());
    FleetBlend after = new FleetBlend(SeriesKind.LOAD, SETTINGS, before.versions(), read.state());
    assertEquals(before.share(), after.share());
    assertArrayEquals(errors(before, 10, 5), errors(after, 10, 5));
    assertEquals(before.share(), after.share());
  }

  @Test
  void aDamagedRecordIsRefused() {
    byte[] written =
        FleetBlendFormat.write(
            new FleetBlendFormat.Kept(List.of(), load.start(), FleetBlend.State.first()));
    for (int at = 0; at < written.length; at++) {
      byte[] damaged = written.clone();
      damaged[at] ^= 4;
      assertThrows(IOException.class, () -> FleetBlendFormat.read(damaged), "byte " + at);
    }
    assertThrows(IOException.class, () -> FleetBlendFormat.read(new byte[3]));
  }

  @Test
  void aCanaryJudgesTheBlendAndNotTheVersion() {
    FleetBlend blend = blend();
    errors(blend, 0, 16);
    TimeSeries known = load.head(BEGUN + 18 * DAY);
    double alone = blend.error(known, List.of());
    double better = blend.error(known, List.of(TRAINED));
    double ignored = blend.error(known, List.of(nonsense()));
    assertTrue(better < 0.9 * alone, better + " of " + alone);
    assertTrue(ignored < 1.1 * alone, ignored + " of " + alone);
  }
}
