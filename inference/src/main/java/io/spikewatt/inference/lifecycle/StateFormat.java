package io.spikewatt.inference.lifecycle;

import static io.spikewatt.inference.lifecycle.StateNumbers.doubles;
import static io.spikewatt.inference.lifecycle.StateNumbers.expect;
import static io.spikewatt.inference.lifecycle.StateNumbers.finite;
import static io.spikewatt.inference.lifecycle.StateNumbers.floats;
import static io.spikewatt.inference.lifecycle.StateNumbers.manyDoubles;
import static io.spikewatt.inference.lifecycle.StateNumbers.number;

import io.spikewatt.inference.blend.DayErrors;
import io.spikewatt.inference.blend.ForecastSource;
import io.spikewatt.inference.blend.IssuedForecast;
import io.spikewatt.inference.blend.IssuedQuantiles;
import io.spikewatt.inference.blend.PerformanceRecord;
import io.spikewatt.inference.blend.ShortTermCorrection;
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
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Serialised state of a series in service, without the models: big-endian, a format version first.
 * Refuses inconsistent state. The store that keeps the bytes checks their integrity.
 */
final class StateFormat {
  private static final int VERSION = 5;

  /** Its band has factors for ranges of lead alone. */
  private static final int VERSION_BEFORE = 4;

  private static final int MOST_ISSUES = 100;
  private static final int MOST_DAYS = 400;

  private StateFormat() {}

  /** {@code lead} is the best candidate so far. */
  record State(
      int slotsPerDay,
      ModelLifecycle.State career,
      ForecastSource lead,
      PerformanceRecord.State record) {}

  static byte[] write(State state) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      DataOutputStream stream = new DataOutputStream(bytes);
      stream.writeInt(VERSION);
      stream.writeInt(state.slotsPerDay);
      career(stream, state.career);
      stream.writeUTF(state.lead.name());
      record(stream, state.record);
      networkTrial(stream, state.career.networkTrial());
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory", e);
    }
    return bytes.toByteArray();
  }

  private static void record(DataOutputStream stream, PerformanceRecord.State record)
      throws IOException {
    stream.writeLong(record.settledTo().orElse(Long.MIN_VALUE));
    stream.writeInt(record.scoredDays());
    DayErrors today = record.today();
    doubles(
        stream,
        new double[] {
          today.published(), today.naiveDay(), today.naiveWeek(), today.outcomes(),
        });
    doubles(stream, record.blend().median().state());
    doubles(stream, record.blend().mean().state());
    doubles(stream, record.blend().band().state());
    PageHinkley drift = record.drift();
    stream.writeLong(drift.count());
    doubles(stream, new double[] {drift.mean(), drift.sum(), drift.least()});
    for (ForecastSource source : ForecastSource.SCORED) {
      doubles(stream, Objects.requireNonNull(record.losses().get(source)).state());
    }
    stream.writeInt(record.pending().size());
    for (IssuedForecast forecast : record.pending()) {
      issue(stream, forecast);
    }
    manyDoubles(stream, record.blend().shortTerm().state());
  }

  /** Refuses other bytes than {@link #write} wrote for such slots. */
  static State read(byte[] bytes, int slotsPerDay, SeriesKind kind, ZoneId zone)
      throws IOException {
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
    int version = in.readInt();
    expect(version == VERSION_BEFORE ? VERSION_BEFORE : VERSION, version, "format version");
    expect(slotsPerDay, in.readInt(), "slots a day");
    try {
      ModelLifecycle.State career = career(in);
      ForecastSource lead = ForecastSource.valueOf(in.readUTF());
      if (!ForecastSource.CANDIDATES.contains(lead)) {
        throw new StreamCorruptedException(lead + " is no candidate");
      }
      PerformanceRecord.State record = record(in, slotsPerDay, kind, zone);
      return new State(slotsPerDay, career.with(networkTrial(in)), lead, record);
    } catch (IllegalArgumentException | DateTimeException e) {
      throw new StreamCorruptedException(e.getMessage());
    }
  }

  private static void networkTrial(DataOutputStream stream, Optional<NetworkTrial> trial)
      throws IOException {
    stream.writeBoolean(trial.isPresent());
    if (trial.isPresent()) {
      stream.writeLong(trial.get().at().getEpochSecond());
      stream.writeBoolean(trial.get().won());
    }
  }

  private static Optional<NetworkTrial> networkTrial(DataInputStream in) throws IOException {
    return in.readBoolean()
        ? Optional.of(new NetworkTrial(Instant.ofEpochSecond(in.readLong()), in.readBoolean()))
        : Optional.empty();
  }

  private static PerformanceRecord.State record(
      DataInputStream in, int slotsPerDay, SeriesKind kind, ZoneId zone) throws IOException {
    long settledTo = in.readLong();
    int scoredDays = number(in.readInt(), Integer.MAX_VALUE);
    double[] today = doubles(in);
    expect(4, today.length, "sums of a day");
    BlendWeights median =
        BlendWeights.of(
            ForecastSource.CANDIDATES.size(), PerformanceRecord.MEDIAN_RATE, doubles(in));
    BlendWeights mean =
        BlendWeights.of(ForecastSource.CANDIDATES.size(), PerformanceRecord.MEAN_RATE, doubles(in));
    ConformalBand band = ConformalBand.of(slotsPerDay, kind.bandPace(), doubles(in));
    PageHinkley drift = drift(in);
    Map<ForecastSource, DiscountedLoss> losses = new EnumMap<>(ForecastSource.class);
    for (ForecastSource source : ForecastSource.SCORED) {
      losses.put(source, DiscountedLoss.of(doubles(in)));
    }
    List<IssuedForecast> pending = new ArrayList<>();
    int issues = number(in.readInt(), MOST_ISSUES);
    for (int i = 0; i < issues; i++) {
      pending.add(issue(in, slotsPerDay));
    }
    ShortTermCorrection shortTerm =
        ShortTermCorrection.of(slotsPerDay, kind, zone, manyDoubles(in));
    return new PerformanceRecord.State(
        settledTo == Long.MIN_VALUE ? OptionalLong.empty() : OptionalLong.of(settledTo),
        scoredDays,
        new DayErrors(today[0], today[1], today[2], today[3]),
        new PerformanceRecord.Blend(median, mean, shortTerm, band),
        drift,
        losses,
        pending);
  }

  private static PageHinkley drift(DataInputStream in) throws IOException {
    long seen = in.readLong();
    double[] sums = doubles(in);
    expect(3, sums.length, "sums of the drift");
    PageHinkley fresh = PerformanceRecord.newDriftTest();
    return new PageHinkley(fresh.tolerance(), fresh.threshold(), seen, sums[0], sums[1], sums[2]);
  }

  private static void career(DataOutputStream stream, ModelLifecycle.State state)
      throws IOException {
    name(stream, state.champion());
    name(stream, state.previous());
    name(stream, state.rival());
    stream.writeBoolean(state.duel().isPresent());
    if (state.duel().isPresent()) {
      duel(stream, state.duel().get());
    }
    stream.writeBoolean(state.trainingDue());
    stream.writeBoolean(state.driftDay().isPresent());
    stream.writeLong(state.driftDay().orElse(0));
  }

  private static void duel(DataOutputStream stream, ShadowTrial.State duel) throws IOException {
    stream.writeUTF(duel.kind().name());
    stream.writeLong(duel.since());
    stream.writeBoolean(duel.looked());
    stream.writeBoolean(duel.broken());
    stream.writeInt(duel.forecasts());
    stream.writeInt(duel.sick());
    stream.writeInt(duel.days().size());
    for (Map.Entry<Long, ComparedDay> entry : duel.days().entrySet()) {
      ComparedDay day = entry.getValue();
      stream.writeLong(entry.getKey());
      doubles(
          stream,
          new double[] {
            day.outcomes(), day.reigning(), day.rival(), day.naiveDay(), day.naiveWeek(),
          });
    }
  }

  private static ModelLifecycle.State career(DataInputStream in) throws IOException {
    Optional<ModelLifecycle.ModelReference> champion = name(in);
    Optional<ModelLifecycle.ModelReference> previous = name(in);
    Optional<ModelLifecycle.ModelReference> rival = name(in);
    Optional<ShadowTrial.State> duel = in.readBoolean() ? Optional.of(duel(in)) : Optional.empty();
    boolean trainingDue = in.readBoolean();
    boolean drifted = in.readBoolean();
    long day = in.readLong();
    return new ModelLifecycle.State(
        champion,
        previous,
        rival,
        duel,
        trainingDue,
        drifted ? OptionalLong.of(day) : OptionalLong.empty(),
        Optional.empty());
  }

  private static ShadowTrial.State duel(DataInputStream in) throws IOException {
    ShadowTrial.Kind kind = ShadowTrial.Kind.valueOf(in.readUTF());
    long since = in.readLong();
    boolean looked = in.readBoolean();
    boolean broken = in.readBoolean();
    int forecasts = number(in.readInt(), Integer.MAX_VALUE);
    int sick = number(in.readInt(), forecasts);
    SortedMap<Long, ComparedDay> days = new TreeMap<>();
    int count = number(in.readInt(), MOST_DAYS);
    for (int i = 0; i < count; i++) {
      long day = in.readLong();
      double[] sums = doubles(in);
      expect(5, sums.length, "sums of a compared day");
      days.put(day, new ComparedDay(sums[0], sums[1], sums[2], sums[3], sums[4]));
    }
    return new ShadowTrial.State(kind, since, looked, broken, forecasts, sick, days);
  }

  private static void name(DataOutputStream stream, Optional<ModelLifecycle.ModelReference> name)
      throws IOException {
    stream.writeBoolean(name.isPresent());
    if (name.isPresent()) {
      stream.writeLong(name.get().id());
      stream.writeDouble(name.get().spread());
    }
  }

  private static Optional<ModelLifecycle.ModelReference> name(DataInputStream in)
      throws IOException {
    return in.readBoolean()
        ? Optional.of(new ModelLifecycle.ModelReference(in.readLong(), finite(in.readDouble())))
        : Optional.empty();
  }

  private static void issue(DataOutputStream stream, IssuedForecast forecast) throws IOException {
    stream.writeLong(forecast.origin());
    floats(stream, forecast.below());
    floats(stream, forecast.above());
    stream.writeInt(forecast.curves().size());
    for (Map.Entry<ForecastSource, IssuedQuantiles> entry : forecast.curves().entrySet()) {
      stream.writeUTF(entry.getKey().name());
      floats(stream, entry.getValue().p10());
      floats(stream, entry.getValue().p50());
      floats(stream, entry.getValue().p90());
      floats(stream, entry.getValue().mean());
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
      ForecastSource source = ForecastSource.valueOf(in.readUTF());
      IssuedQuantiles quantiles =
          new IssuedQuantiles(
              floats(in, slots), floats(in, slots), floats(in, slots), floats(in, slots));
      boolean scored = ForecastSource.SCORED.contains(source);
      int others = scored ? slots : 0;
      expect(slots, quantiles.p50().length, "medians");
      expect(others, quantiles.p10().length, "lower quantiles");
      expect(others, quantiles.p90().length, "upper quantiles");
      int means = scored || source == ForecastSource.BLEND ? slots : 0;
      expect(means, quantiles.mean().length, "means");
      curves.put(source, quantiles);
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
