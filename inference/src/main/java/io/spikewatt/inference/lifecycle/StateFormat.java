package io.spikewatt.inference.lifecycle;

import static io.spikewatt.inference.lifecycle.StateNumbers.doubles;
import static io.spikewatt.inference.lifecycle.StateNumbers.expect;
import static io.spikewatt.inference.lifecycle.StateNumbers.finite;
import static io.spikewatt.inference.lifecycle.StateNumbers.floats;
import static io.spikewatt.inference.lifecycle.StateNumbers.number;

import io.spikewatt.inference.feature.SeriesKind;
import io.spikewatt.inference.score.BlendWeights;
import io.spikewatt.inference.score.ConformalBand;
import io.spikewatt.inference.score.DiscountedLoss;
import io.spikewatt.inference.score.PageHinkley;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.StreamCorruptedException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * All that a series in service remembers, but the models, as bytes: big-endian, a format version
 * first. Whether every byte is as it was written is for whoever keeps them to know; what does not
 * fit together is refused.
 */
final class StateFormat {
  private static final int VERSION = 2;

  /** The same, but that its watch for drift saw other numbers. */
  private static final int OTHER_DRIFT = 1;

  private static final int MOST_ISSUES = 100;
  private static final int MOST_DAYS = 400;

  private StateFormat() {}

  /** What was read, before it is used. */
  record Read(
      ModelLifecycle.State career,
      ForecastSource lead,
      long settledTo,
      int scoredDays,
      double[] today,
      BlendWeights median,
      BlendWeights mean,
      ConformalBand band,
      PageHinkley drift,
      Map<ForecastSource, DiscountedLoss> losses,
      Deque<IssuedForecast> pending) {

    void into(PerformanceRecord record) {
      record.settledTo = settledTo;
      record.scoredDays = scoredDays;
      record.today = today;
      record.median = median;
      record.mean = mean;
      record.band = band;
      record.drift = drift;
      record.losses.putAll(losses);
      record.pending.clear();
      record.pending.addAll(pending);
    }
  }

  static byte[] write(
      PerformanceRecord record, ModelLifecycle modelLifecycle, ForecastSource lead) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      DataOutputStream out = new DataOutputStream(bytes);
      out.writeInt(VERSION);
      out.writeInt(record.slotsPerDay);
      career(out, modelLifecycle.state());
      out.writeUTF(lead.name());
      out.writeLong(record.settledTo);
      out.writeInt(record.scoredDays);
      doubles(out, record.today);
      doubles(out, record.median.state());
      doubles(out, record.mean.state());
      doubles(out, record.band.state());
      PageHinkley drift = record.drift;
      out.writeLong(drift.count());
      doubles(out, new double[] {drift.mean(), drift.sum(), drift.least()});
      for (ForecastSource forecastSource : ForecastSource.SCORED) {
        doubles(out, record.loss(forecastSource).state());
      }
      out.writeInt(record.pending.size());
      for (IssuedForecast issuedForecast : record.pending) {
        issue(out, issuedForecast);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory", e);
    }
    return bytes.toByteArray();
  }

  /**
   * @throws IOException for what {@link #write} did not write for such slots
   */
  static Read read(byte[] bytes, int slotsPerDay, SeriesKind kind) throws IOException {
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
    int version = in.readInt();
    if (version != OTHER_DRIFT) {
      expect(VERSION, version, "format version");
    }
    expect(slotsPerDay, in.readInt(), "slots a day");
    try {
      ModelLifecycle.State career = career(in);
      ForecastSource lead = ForecastSource.valueOf(in.readUTF());
      if (!ForecastSource.CANDIDATES.contains(lead)) {
        throw new StreamCorruptedException(lead + " is no candidate");
      }
      long settledTo = in.readLong();
      int scoredDays = number(in.readInt(), Integer.MAX_VALUE);
      double[] today = doubles(in);
      expect(4, today.length, "sums of a day");
      BlendWeights median =
          BlendWeights.of(
              ForecastSource.CANDIDATES.size(), PerformanceRecord.MEDIAN_RATE, doubles(in));
      BlendWeights mean =
          BlendWeights.of(
              ForecastSource.CANDIDATES.size(), PerformanceRecord.MEAN_RATE, doubles(in));
      ConformalBand band = ConformalBand.of(slotsPerDay, kind.openCoverage(), doubles(in));
      PageHinkley drift = new PerformanceRecord(slotsPerDay, kind).drift;
      long seen = in.readLong();
      double[] sums = doubles(in);
      expect(3, sums.length, "sums of the drift");
      if (version != OTHER_DRIFT) {
        drift =
            new PageHinkley(drift.tolerance(), drift.threshold(), seen, sums[0], sums[1], sums[2]);
      }
      Map<ForecastSource, DiscountedLoss> losses = new EnumMap<>(ForecastSource.class);
      for (ForecastSource forecastSource : ForecastSource.SCORED) {
        losses.put(forecastSource, DiscountedLoss.of(doubles(in)));
      }
      Deque<IssuedForecast> pending = new ArrayDeque<>();
      int issues = number(in.readInt(), MOST_ISSUES);
      for (int i = 0; i < issues; i++) {
        pending.add(issue(in, slotsPerDay));
      }
      return new Read(
          career, lead, settledTo, scoredDays, today, median, mean, band, drift, losses, pending);
    } catch (IllegalArgumentException e) {
      throw new StreamCorruptedException(e.getMessage());
    }
  }

  private static void career(DataOutputStream out, ModelLifecycle.State state) throws IOException {
    name(out, state.champion());
    name(out, state.previous());
    name(out, state.rival());
    out.writeBoolean(state.duel().isPresent());
    if (state.duel().isPresent()) {
      ShadowTrial shadowTrial = state.duel().get();
      out.writeUTF(shadowTrial.kind.name());
      out.writeLong(shadowTrial.since);
      out.writeBoolean(shadowTrial.looked);
      out.writeBoolean(shadowTrial.broken);
      out.writeInt(shadowTrial.looks);
      out.writeInt(shadowTrial.sick);
      out.writeInt(shadowTrial.days.size());
      for (Map.Entry<Long, double[]> day : shadowTrial.days.entrySet()) {
        out.writeLong(day.getKey());
        doubles(out, day.getValue());
      }
    }
    out.writeBoolean(state.trainingDue());
    out.writeBoolean(state.driftDay().isPresent());
    out.writeLong(state.driftDay().orElse(0));
  }

  private static ModelLifecycle.State career(DataInputStream in) throws IOException {
    Optional<ModelLifecycle.ModelReference> champion = name(in);
    Optional<ModelLifecycle.ModelReference> previous = name(in);
    Optional<ModelLifecycle.ModelReference> rival = name(in);
    Optional<ShadowTrial> duel = in.readBoolean() ? Optional.of(duel(in)) : Optional.empty();
    boolean trainingDue = in.readBoolean();
    boolean drifted = in.readBoolean();
    long day = in.readLong();
    return new ModelLifecycle.State(
        champion,
        previous,
        rival,
        duel,
        trainingDue,
        drifted ? OptionalLong.of(day) : OptionalLong.empty());
  }

  private static ShadowTrial duel(DataInputStream in) throws IOException {
    ShadowTrial shadowTrial =
        new ShadowTrial(ShadowTrial.Kind.valueOf(in.readUTF()), in.readLong());
    shadowTrial.looked = in.readBoolean();
    shadowTrial.broken = in.readBoolean();
    shadowTrial.looks = number(in.readInt(), Integer.MAX_VALUE);
    shadowTrial.sick = number(in.readInt(), shadowTrial.looks);
    int days = number(in.readInt(), MOST_DAYS);
    for (int i = 0; i < days; i++) {
      long day = in.readLong();
      double[] sums = doubles(in);
      expect(ShadowTrial.SUMS, sums.length, "sums of a compared day");
      shadowTrial.days.put(day, sums);
    }
    return shadowTrial;
  }

  private static void name(DataOutputStream out, Optional<ModelLifecycle.ModelReference> name)
      throws IOException {
    out.writeBoolean(name.isPresent());
    if (name.isPresent()) {
      out.writeLong(name.get().id());
      out.writeDouble(name.get().spread());
    }
  }

  private static Optional<ModelLifecycle.ModelReference> name(DataInputStream in)
      throws IOException {
    return in.readBoolean()
        ? Optional.of(new ModelLifecycle.ModelReference(in.readLong(), finite(in.readDouble())))
        : Optional.empty();
  }

  private static void issue(DataOutputStream out, IssuedForecast issuedForecast)
      throws IOException {
    out.writeLong(issuedForecast.origin());
    floats(out, issuedForecast.below());
    floats(out, issuedForecast.above());
    out.writeInt(issuedForecast.curves().size());
    for (Map.Entry<ForecastSource, IssuedQuantiles> entry : issuedForecast.curves().entrySet()) {
      out.writeUTF(entry.getKey().name());
      floats(out, entry.getValue().p10());
      floats(out, entry.getValue().p50());
      floats(out, entry.getValue().p90());
      floats(out, entry.getValue().mean());
    }
  }

  private static IssuedForecast issue(DataInputStream in, int slotsPerDay) throws IOException {
    long origin = in.readLong();
    float[] below = floats(in, slotsPerDay);
    float[] above = floats(in, slotsPerDay);
    int slots = below.length;
    expect(slots, above.length, "distances");
    int members = number(in.readInt(), ForecastSource.values().length);
    Map<ForecastSource, IssuedQuantiles> curves = new EnumMap<>(ForecastSource.class);
    for (int i = 0; i < members; i++) {
      ForecastSource forecastSource = ForecastSource.valueOf(in.readUTF());
      IssuedQuantiles issuedQuantiles =
          new IssuedQuantiles(
              floats(in, slots), floats(in, slots), floats(in, slots), floats(in, slots));
      int others = ForecastSource.SCORED.contains(forecastSource) ? slots : 0;
      expect(slots, issuedQuantiles.p50().length, "medians");
      expect(others, issuedQuantiles.p10().length, "lower quantiles");
      expect(others, issuedQuantiles.p90().length, "upper quantiles");
      expect(others, issuedQuantiles.mean().length, "means");
      curves.put(forecastSource, issuedQuantiles);
    }
    boolean rival = curves.containsKey(ForecastSource.RIVAL);
    if (!curves.containsKey(ForecastSource.PUBLISHED)
        || !curves.containsKey(ForecastSource.NAIVE_DAY)
        || !curves.containsKey(ForecastSource.NAIVE_WEEK)
        || (rival && !curves.containsKey(ForecastSource.REIGNING))) {
      throw new StreamCorruptedException("an issue that lacks a forecast");
    }
    return new IssuedForecast(origin, below, above, curves);
  }
}
