package io.spikewatt.inference.learnt;

import io.spikewatt.inference.calibrate.PastForecast;
import io.spikewatt.inference.calibrate.Recalibration;
import io.spikewatt.inference.feature.FeatureSet;
import io.spikewatt.inference.feature.OriginRows;
import io.spikewatt.inference.feature.RowBuilder;
import io.spikewatt.inference.feature.RunningSlot;
import io.spikewatt.inference.feature.Standardiser;
import io.spikewatt.inference.forecast.ForecastBuffer;
import io.spikewatt.inference.forecast.ForecastSettings;
import io.spikewatt.inference.forecast.TimeSeries;
import io.spikewatt.inference.linear.BaseForecast;
import io.spikewatt.inference.linear.StackMember;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Runs one model repeatedly and caches the sums of the history and the model's own forecasts of the
 * last week, which {@link Recalibration} compares with their outcomes. A forecast depends on
 * history and origin alone, to the last bit: cached results are used only while all of their rows
 * are unchanged. Once warm, allocates only the sums of a new window, once a week. Not thread-safe.
 */
final class ForecastRun {
  /** Days of values that a past forecast needs, so that it matches the present model. */
  private static final int BEHIND_DAYS = 21;

  /** Hours beyond the horizon that features use: a mean around its last slot. */
  private static final int BEYOND_HOURS = 6;

  private final LinearBase base;
  private final ErrorBand band;
  private final @Nullable ResidualNetwork network;
  private final NetworkBlend blend;
  private final int day;
  private final int ahead;
  private final int kept;
  private final Standardiser standardiser;
  private final HistoryWindow historyWindow;
  private final FeatureWindow featureWindow;
  private final ForecastCache past;
  private final Recalibration recalibration;
  private final float[] hours;
  private final float[] trees;
  private final BaseForecast stack;
  private final ScaledForecast linear;
  private final ScaledForecast blended;
  private final ResidualNetwork.@Nullable Scratch scratch;
  private @Nullable OriginRows rows;

  /** Of the last origin. */
  private @Nullable RowBuilder seenRows;

  private Optional<MovingStack> moving = Optional.empty();
  private long seenFrom;
  private long seenAt;
  private int seenDays;
  private long spikes;
  private long made;

  /** {@code network} corrects the linear models; null = they forecast alone. */
  ForecastRun(
      LinearBase base, ErrorBand band, @Nullable ResidualNetwork network, NetworkBlend blend) {
    this.base = base;
    this.band = band;
    this.network = network;
    this.blend = blend;
    ForecastSettings settings = base.settings();
    int leads = settings.horizon();
    day = (int) Duration.ofDays(1).dividedBy(settings.slot());
    ahead = leads + BEYOND_HOURS * Math.max(1, day / 24);
    kept = Math.min(day, leads);
    FeatureSet features = base.features();
    int room = LinearBase.LOOK_BACK_DAYS * day;
    standardiser = base.standardiser().repeated(leads);
    historyWindow = new HistoryWindow(room, features.weather(), ahead);
    featureWindow = new FeatureWindow(base, day, ahead);
    past = new ForecastCache(day, kept, network != null);
    recalibration = new Recalibration(kept, day, leads, base.kind(), base.stack().curve());
    hours = new float[leads];
    trees = new float[leads];
    stack = BaseForecast.of(leads);
    linear = ScaledForecast.of(leads);
    blended = ScaledForecast.of(leads);
    scratch = network == null ? null : network.scratch(features.size(), leads);
  }

  /**
   * Forecasts; the result stays until the next call.
   *
   * @param origin number of rows of the history that are known
   * @throws IllegalArgumentException if the model shows an obstacle
   */
  void look(TimeSeries history, int origin, int slots) {
    Optional<String> obstacle = base.obstacle(history, origin, slots);
    if (obstacle.isPresent()) {
      throw new IllegalArgumentException(obstacle.get());
    }
    long start = SlotIndex.start(history);
    long now = start + origin;
    take(history, origin, start, now);
    int days = days(start, now);
    for (int back = days; back >= 1; back--) {
      long then = now - (long) back * day;
      long from = SlotIndex.window(start, then, day);
      if (past.find(then, from) == null) {
        say(history, then, from);
      }
    }
    say(history, now, SlotIndex.window(start, now, day));
    seenFrom = start;
    seenAt = now;
    seenDays = days;
  }

  /**
   * Move of the linear stack's forecast of the next hours since the last origin; empty unless that
   * was the start of the running slot, and the minutes are known.
   */
  Optional<StackMove> moved(RunningSlot running) {
    RowBuilder builder = seenRows;
    if (builder == null || running.slot() != seenAt || !running.isKnown()) {
      return Optional.empty();
    }
    if (moving.isEmpty()) {
      moving = MovingStack.of(base, builder);
    }
    int origin = (int) (seenAt - SlotIndex.window(seenFrom, seenAt, day));
    return moving.flatMap(moves -> moves.move(builder, origin, running));
  }

  private void take(TimeSeries history, int origin, long start, long now) {
    long oldest = SlotIndex.window(start, now - (long) Recalibration.DAYS * day, day);
    long before = historyWindow.from();
    if (!historyWindow.take(history, origin, oldest)) {
      past.clear();
      featureWindow.clear();
      return;
    }
    long changed = historyWindow.changed();
    if (historyWindow.aheadChanged() != HistoryWindow.NEVER) {
      changed = Math.min(changed, historyWindow.aheadChanged() - ahead);
    }
    if (changed != HistoryWindow.NEVER || before != oldest) {
      past.forget(oldest, changed);
      featureWindow.forget(changed);
    }
  }

  /** How many of the last days have a forecast that the model would stand by. */
  private int days(long start, long now) {
    int days = 0;
    while (days < Recalibration.DAYS) {
      long then = now - (long) (days + 1) * day;
      long from = SlotIndex.window(start, then, day);
      if (then - from < (long) BEHIND_DAYS * day
          || then - historyWindow.firstGood(from, then) < (long) BEHIND_DAYS * day) {
        break;
      }
      days++;
    }
    return days;
  }

  /** Forecasts from an origin and caches the first day. */
  private void say(TimeSeries history, long origin, long from) {
    RowBuilder builder = featureWindow.upTo(historyWindow, history, from, origin);
    seenRows = builder;
    OriginRows seen = rows;
    if (seen == null) {
      seen = builder.room(0, base.settings().horizon());
      rows = seen;
    }
    made++;
    builder.fill(seen, (int) (origin - from), standardiser, 0);
    base.stack().predict(seen, stack);
    band.around(seen, stack, linear);
    if (network != null && scratch != null) {
      spikes = network.read(seen, stack, scratch, blended);
      blend.blend(blended, linear, blended);
      blended.add(seen.holiday());
    }
    linear.add(seen.holiday());
    float[] hourMedians = stack.of(StackMember.HOUR_MEDIAN);
    float[] treeMedians = stack.of(StackMember.TREE_MEDIAN);
    for (int k = 0; k < trees.length; k++) {
      hours[k] = hourMedians[k] + seen.holiday()[k];
      float tree = treeMedians[k] + seen.holiday()[k];
      trees[k] = seen.dark()[k] ? Float.NaN : tree;
    }
    ForecastCache.Entry entry = past.put(origin, from);
    keep(linear, entry.linear());
    PastForecast withNetwork = entry.blended();
    if (withNetwork != null) {
      keep(blended, withNetwork);
    }
  }

  private void keep(ScaledForecast forecast, PastForecast in) {
    System.arraycopy(forecast.median(), 0, in.quantiles().median(), 0, kept);
    System.arraycopy(forecast.low(), 0, in.quantiles().low(), 0, kept);
    System.arraycopy(forecast.high(), 0, in.quantiles().high(), 0, kept);
    System.arraycopy(hours, 0, in.hourMedians(), 0, kept);
    System.arraycopy(trees, 0, in.treeMedians(), 0, kept);
  }

  /** Writes the linear models' forecast, their band times the factor that validation found. */
  void linear(int slots, String id, double spread, ForecastBuffer into) {
    recalibrate(linear, false, spread);
    finish(linear, slots, id, into);
  }

  /** Writes the forecast of the linear models and the network. */
  void blended(int slots, String id, ForecastBuffer into) {
    recalibrate(blended, true, 1);
    finish(blended, slots, id, into);
  }

  /** Learns from the outcomes of such forecasts of the last days. */
  private void recalibrate(ScaledForecast forecast, boolean withNetwork, double spread) {
    recalibration.begin();
    for (int back = 1; back <= seenDays; back++) {
      long then = seenAt - (long) back * day;
      ForecastCache.Entry entry = past.find(then, SlotIndex.window(seenFrom, then, day));
      PastForecast before = entry == null ? null : withNetwork ? entry.blended() : entry.linear();
      if (before != null) {
        recalibration.add(
            before, historyWindow.values(), (int) (then - historyWindow.from()), base.scale());
      }
    }
    recalibration.look(forecast.median(), hours, trees, spread);
  }

  private void finish(ScaledForecast forecast, int slots, String id, ForecastBuffer into) {
    if (rows != null) {
      base.finish(rows, forecast, recalibration, slots, id, into);
    }
  }

  /** Number of computed forecasts, past ones included. */
  long made() {
    return made;
  }

  /** Spikes of the network over the horizon. */
  long spikes() {
    return spikes;
  }
}
