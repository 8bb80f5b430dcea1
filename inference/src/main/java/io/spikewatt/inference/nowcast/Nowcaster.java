package io.spikewatt.inference.nowcast;

import io.spikewatt.inference.feature.SeriesKind;
import io.spikewatt.inference.graded.GradedOperations;
import io.spikewatt.inference.graded.GradedWeights;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * Nowcasts of one series, from its minutes. Without a learnt model the last minute and the mean of
 * the last fifteen are carried on, of PV as the clear-sky index; members are blended, and the band
 * sized, by the record of their outcomes. All state follows from the minutes: after a restart the
 * caller observes the last week again. The record of a learnt model begins where its training
 * minutes end. Allocates nothing for a minute. Confined to one thread.
 */
public final class Nowcaster {
  private static final String PERSISTENCE = "nowcast-persistence/1";
  private static final int MINUTE = 60;

  /** Share of the greatest power below which a plant without a position is in the dark. */
  private static final double DARK = 0.01;

  /** Issued nowcasts that wait for their outcomes; a power of two above the horizon. */
  private static final int PENDING = 64;

  private final SeriesKind kind;
  private final NowcastSettings settings;
  private final MinuteState state;
  private final @Nullable LearntMember learnt;
  private final PersistenceMembers persistence = new PersistenceMembers();
  private final NowcastRecord nowcastRecord;
  private final Pending[] pending = new Pending[PENDING];
  private final NowcastSkill skill = new NowcastSkill();

  /** First minute whose nowcast judges the model: it was not learnt from. */
  private final long recordFrom;

  /** Least power that was observed, at most 0. */
  private double lowest;

  /** Greatest power that was observed, at least 0. */
  private double highest;

  private boolean begun;

  /** Without a learnt model. */
  public Nowcaster(SeriesKind kind, NowcastSettings settings) {
    this(kind, settings, Optional.empty(), Optional.empty());
  }

  /** Refuses a model that does not fit, see {@link NowcastModel#fits}. */
  public Nowcaster(SeriesKind kind, NowcastSettings settings, NowcastModel model) {
    this(kind, settings, Optional.of(model), Optional.empty());
  }

  /** For comparisons: the model's weights before quantisation run densely, not as graded spikes. */
  public static Nowcaster dense(
      SeriesKind kind, NowcastSettings settings, NowcastModel model, GradedWeights oracle) {
    return new Nowcaster(kind, settings, Optional.of(model), Optional.of(oracle));
  }

  private Nowcaster(
      SeriesKind kind,
      NowcastSettings settings,
      Optional<NowcastModel> model,
      Optional<GradedWeights> oracle) {
    this.kind = kind;
    this.settings = settings;
    state = new MinuteState(kind, settings);
    if (model.isPresent() && !model.get().fits(kind, settings)) {
      throw new IllegalArgumentException("the model is of another series");
    }
    learnt =
        model.isEmpty() ? null : new LearntMember(kind, settings, model.get(), oracle.orElse(null));
    recordFrom =
        model.map(m -> Math.floorDiv(m.to().getEpochSecond(), MINUTE)).orElse(Long.MIN_VALUE);
    int members = learnt == null ? PersistenceMembers.MEMBERS : NowcastModel.MEMBERS;
    nowcastRecord =
        model.isEmpty()
            ? new NowcastRecord(evenly(members), new double[NowcastWindows.COUNT][2])
            : new NowcastRecord(model.get().start().weights(), model.get().start().bandFactors());
    Arrays.setAll(pending, i -> new Pending(members));
  }

  private static double[][] evenly(int members) {
    double[][] weights = new double[NowcastWindows.COUNT][members];
    for (double[] window : weights) {
      Arrays.fill(window, 1.0 / members);
    }
    return weights;
  }

  /** One issued nowcast. */
  private static final class Pending {
    /** Minute after the newest one that it knew; before all time if nothing was issued. */
    long issued = Long.MIN_VALUE;

    /** Members × outputs, indices and then W. */
    final float[][] members;

    /** Before the band's factors, W. */
    final float[] blend = new float[NowcastWindows.OUTPUTS];

    final double[] factor = new double[NowcastWindows.COUNT];

    Pending(int members) {
      this.members = new float[members][NowcastWindows.OUTPUTS];
    }
  }

  /**
   * Takes a minute that is over. Minutes that were left out count as unknown; one that is not after
   * the last is ignored.
   *
   * @param minute its start
   * @param meanW its mean power, W; NaN = unknown
   */
  public void observe(Instant minute, double meanW) {
    long at = Math.floorDiv(minute.getEpochSecond(), MINUTE);
    if (begun && at <= state.minute()) {
      return;
    }
    if (begun && at - state.minute() > MinuteState.RING) {
      state.clear();
    } else if (begun) {
      for (long left = state.minute() + 1; left < at; left++) {
        step(left, Double.NaN);
      }
    }
    begun = true;
    step(at, Double.isFinite(meanW) ? meanW : Double.NaN);
  }

  private void step(long minute, double powerW) {
    state.observe(minute, powerW);
    lowest = powerW < lowest ? powerW : lowest;
    highest = powerW > highest ? powerW : highest;
    LearntMember member = learnt;
    if (member != null && state.known()) {
      member.observe(state);
    }
    learn();
    issue();
  }

  private void learn() {
    for (int w = 0; w < NowcastWindows.COUNT; w++) {
      long issued = state.minute() + 1 - NowcastWindows.to(w);
      Pending of = pending[(int) (issued & PENDING - 1)];
      double actual = state.outcome(w);
      if (of.issued != issued || Double.isNaN(actual)) {
        continue;
      }
      int median = w * NowcastWindows.VALUES + NowcastWindows.P50;
      persistence.learn(
          w,
          (actual - of.members[PersistenceMembers.LAST][median]) / of.factor[w],
          (actual - of.members[PersistenceMembers.MEAN][median]) / of.factor[w]);
      if (issued >= recordFrom && isInformative(of.factor[w], actual)) {
        nowcastRecord.learn(w, of.members, of.blend, actual);
        if (w == 0) {
          skill.add(
              actual - of.blend[median], actual - of.members[PersistenceMembers.LAST][median]);
        }
      }
    }
  }

  /** Whether an outcome judges a nowcast: a plant's nights do not. */
  private boolean isInformative(double factor, double actual) {
    boolean sky = !kind.followsSun() || state.sky().followsSky();
    return sky ? state.sky().bright(factor) : actual > DARK * highest;
  }

  private void issue() {
    Pending next = pending[(int) (state.minute() + 1 & PENDING - 1)];
    next.issued = Long.MIN_VALUE;
    if (!state.current()) {
      return;
    }
    persistence.predict(state.last(), state.meanOf(15), state.deviation(60), next.members);
    LearntMember member = learnt;
    if (member != null) {
      member.predict(state.last(), next.members);
    }
    for (int w = 0; w < NowcastWindows.COUNT; w++) {
      next.factor[w] = state.sky().factor(w);
      double[] weights = nowcastRecord.weights(w);
      for (int v = 0; v < NowcastWindows.VALUES; v++) {
        int at = w * NowcastWindows.VALUES + v;
        double sum = 0;
        for (int k = 0; k < next.members.length; k++) {
          next.members[k][at] = bounded(state.sky().power(w, next.members[k][at]));
          sum += weights[k] * next.members[k][at];
        }
        next.blend[at] = (float) sum;
      }
    }
    next.issued = state.minute() + 1;
  }

  private float bounded(double powerW) {
    if (!kind.isBounded()) {
      // A load that was never below zero will not be in the next hour.
      return (float) (lowest >= 0 ? Math.max(0, powerW) : powerW);
    }
    return (float) Math.clamp(powerW, 0, settings.capacityW().orElse(Float.MAX_VALUE));
  }

  /** The nowcast at the end of the newest minute; empty while nothing recent is known. */
  public Optional<Nowcast> nowcast() {
    if (!begun) {
      return Optional.empty();
    }
    long issued = state.minute() + 1;
    Pending of = pending[(int) (issued & PENDING - 1)];
    if (of.issued != issued) {
      return Optional.empty();
    }
    int n = NowcastWindows.COUNT;
    Nowcast nowcast =
        new Nowcast(
            Instant.ofEpochSecond(issued * MINUTE),
            new double[n],
            new double[n],
            new double[n],
            new double[n],
            learnt == null ? PERSISTENCE : NowcastModel.ID);
    for (int w = 0; w < n; w++) {
      int at = w * NowcastWindows.VALUES;
      double median = of.blend[at + NowcastWindows.P50];
      double below = Math.max(0, median - of.blend[at + NowcastWindows.P10]);
      double above = Math.max(0, of.blend[at + NowcastWindows.P90] - median);
      nowcast.p10()[w] = bounded(median - nowcastRecord.low(w) * below);
      nowcast.p50()[w] = median;
      nowcast.p90()[w] = bounded(median + nowcastRecord.high(w) * above);
      nowcast.mean()[w] = of.blend[at + NowcastWindows.MEAN];
    }
    return Optional.of(nowcast);
  }

  /** Operations of the network of graded spikes since the start, of all minutes. */
  public GradedOperations operations() {
    return learnt == null ? GradedOperations.NONE : learnt.operations();
  }

  /**
   * How much smaller the absolute error of the next quarter hour's median was than that of the last
   * minute carried on, as a share of it; a day's outcomes weigh most. Empty before some hours of
   * outcomes that were not learnt from.
   */
  public OptionalDouble skill() {
    return skill.value();
  }

  /** Outcomes of the next quarter hour that the record has learnt from. */
  public long outcomes() {
    return nowcastRecord.outcomes();
  }

  /** Absolute errors of a nowcast beside those of the last minute. Confined to one thread. */
  private static final class NowcastSkill {
    private static final double MINUTES_PER_DAY = 1440;

    /** Outcomes below which nothing is said: six hours. */
    private static final double LEAST = MINUTES_PER_DAY / 4;

    private double outcomes;
    private double error;
    private double lastError;

    /** Adds an outcome; errors in W. */
    void add(double errorW, double lastErrorW) {
      double keep = Math.min(++outcomes / (outcomes + 1), 1 - 1 / MINUTES_PER_DAY);
      error = keep * error + (1 - keep) * Math.abs(errorW);
      lastError = keep * lastError + (1 - keep) * Math.abs(lastErrorW);
    }

    /** Share by which the error is smaller; empty while little is known. */
    OptionalDouble value() {
      return outcomes >= LEAST && lastError > 0
          ? OptionalDouble.of(1 - error / lastError)
          : OptionalDouble.empty();
    }
  }
}
