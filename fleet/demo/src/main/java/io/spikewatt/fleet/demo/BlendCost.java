package io.spikewatt.fleet.demo;

import io.spikewatt.hal.time.Clock;
import io.spikewatt.hal.time.Moment;
import io.spikewatt.inference.forecast.Forecast;
import io.spikewatt.inference.forecast.TimeSeries;
import io.spikewatt.inference.graded.GradedWeights;
import io.spikewatt.inference.graded.QuantisedGradedWeights;
import io.spikewatt.inference.pooled.FleetBlend;
import io.spikewatt.inference.pooled.FleetBlendFormat;
import io.spikewatt.inference.pooled.PooledNetwork;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What the blend with a fleet costs a gateway: of one site, on this machine, once warm.
 *
 * @param ownUs a forecast of the own model, µs
 * @param blendUs the fleet's versions and their blend with it, µs
 * @param stepUs more where outcomes of six hours have come, µs
 * @param bytes kept over restarts, without the networks
 */
record BlendCost(double ownUs, double blendUs, double stepUs, int bytes) {

  private static final int TIMES = 8;

  /** By a learner's weeks of trial. */
  static BlendCost of(PooledLearner learner, List<float[]> versions, Clock clock) {
    MeasuredSite site = learner.site();
    TimeSeries series = site.series();
    int spacing = PooledLearner.SPACING_HOURS * Math.max(1, series.slotsPerDay() / 24);
    int first = site.learntDays() * series.slotsPerDay();
    int origins = PooledLearner.TRIAL_DAYS * 24 / PooledLearner.SPACING_HOURS;
    double least = Double.POSITIVE_INFINITY;
    double leastBlend = least;
    double leastDue = least;
    int bytes = 0;
    for (int time = 0; time < TIMES; time++) {
      FleetBlend blend = blend(learner, versions);
      long own = 0;
      long due = 0;
      long again = 0;
      for (int i = 0; i < origins; i++) {
        TimeSeries known = series.head(first + i * spacing);
        Moment begin = clock.now();
        Forecast forecast = learner.own().forecast(known, site.settings().horizon());
        Moment made = clock.now();
        blend.move(known, forecast);
        Moment stepped = clock.now();
        blend.move(known, forecast);
        again += clock.now().since(stepped).toNanos();
        due += stepped.since(made).toNanos();
        own += made.since(begin).toNanos();
      }
      // The least time is that without other programs on the processor.
      double each = 1000.0 * origins;
      bytes =
          FleetBlendFormat.write(
                  new FleetBlendFormat.Kept(List.of(2L, 1L), Instant.EPOCH, blend.state()))
              .length;
      least = Math.min(least, own / each);
      leastBlend = Math.min(leastBlend, again / each);
      leastDue = Math.min(leastDue, due / each);
    }
    return new BlendCost(least, leastBlend, leastDue - leastBlend, bytes);
  }

  private static FleetBlend blend(PooledLearner learner, List<float[]> versions) {
    QuantisedGradedWeights shipped =
        PooledNetwork.shipped(learner.site().kind()).orElseThrow().weights();
    float[] deviation = new float[learner.shape().senders()];
    for (int sender = 0; sender < deviation.length; sender++) {
      deviation[sender] = shipped.deviation(sender);
    }
    List<FleetBlend.Version> blended = new ArrayList<>();
    for (float[] weights : versions) {
      QuantisedGradedWeights quantised =
          QuantisedGradedWeights.of(new GradedWeights(learner.shape(), weights), deviation);
      blended.add(
          new FleetBlend.Version(
              versions.size() - blended.size(),
              new PooledNetwork(learner.site().kind(), quantised)));
    }
    return new FleetBlend(
        learner.site().kind(), learner.site().settings(), blended, FleetBlend.State.first());
  }

  String text() {
    return String.format(
        Locale.ROOT,
        "cost of the blend at a gateway: %.0f µs a forecast beside %.0f µs of the own model (%.0f %%),"
            + " %.0f µs more every six hours for the outcomes; %d bytes kept",
        blendUs,
        ownUs,
        100 * blendUs / ownUs,
        stepUs,
        bytes);
  }
}
