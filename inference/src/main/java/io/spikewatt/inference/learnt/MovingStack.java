package io.spikewatt.inference.learnt;

import io.spikewatt.inference.feature.OriginRows;
import io.spikewatt.inference.feature.RowBuilder;
import io.spikewatt.inference.feature.RunningSlot;
import io.spikewatt.inference.linear.BaseForecast;
import io.spikewatt.inference.refresh.LastMinutes;
import io.spikewatt.inference.refresh.RefreshState;
import io.spikewatt.inference.refresh.StackRefresh;
import java.util.Optional;

/** Refreshes a stack's next two hours within a slot. Not thread-safe; allocates the result only. */
final class MovingStack {
  /** So few cost less than a dense refresh of all slots each slot ({@code bench/moving}). */
  private static final int HOURS = 2;

  /** Chosen there, too. */
  private static final double THRESHOLD = 0.0025;

  private final LinearBase base;
  private final StackRefresh engine;
  private final RefreshState state;
  private final OriginRows rows;
  private final BaseForecast began;
  private final BaseForecast now;
  private long slot = Long.MIN_VALUE;

  private MovingStack(LinearBase base, StackRefresh engine, OriginRows rows) {
    this.base = base;
    this.engine = engine;
    this.rows = rows;
    state = engine.newState();
    began = BaseForecast.of(rows.leads());
    now = BaseForecast.of(rows.leads());
  }

  /** Of a refreshable stack; empty if its numbers are too large or its horizon is a slot. */
  static Optional<MovingStack> of(LinearBase base, RowBuilder builder) {
    int leads = Math.min(HOURS * base.stack().hour().parts(), base.settings().horizon() - 1);
    if (leads < 1) {
      return Optional.empty();
    }
    try {
      StackRefresh engine = new StackRefresh(base.stack(), THRESHOLD);
      return Optional.of(new MovingStack(base, engine, builder.room(1, leads)));
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  /**
   * The move since the start of a slot; empty if a feature is not finite.
   *
   * @param builder that knows all rows before it
   * @param origin its row
   * @param running whose minutes are known
   */
  Optional<StackMove> move(RowBuilder builder, int origin, RunningSlot running) {
    try {
      if (slot != running.slot()) {
        builder.fill(rows, origin, base.standardiser(), 0);
        engine.renew(state, running.slot(), rows, began);
        slot = running.slot();
      }
      builder.move(rows, origin, running, base.standardiser());
      engine.refresh(state, running.slot(), rows, now);
    } catch (IllegalArgumentException _) {
      state.forget();
      slot = Long.MIN_VALUE;
      return Optional.empty();
    }
    return Optional.of(
            new StackMove(
                move(running, began.median(), now.median()),
                move(running, began.mean(), now.mean())))
        .filter(StackMove::isFinite);
  }

  private double[] move(RunningSlot running, float[] from, float[] to) {
    double[] move = new double[to.length + 1];
    long slotMin = base.settings().slot().toMinutes();
    for (int k = 0; k < to.length; k++) {
      if (!rows.dark()[k]) {
        double aheadMin = (k + 1) * slotMin - running.minutesOver();
        move[k + 1] = base.scale() * (to[k] - from[k]) + LastMinutes.correction(running, aheadMin);
      }
    }
    return move;
  }
}
