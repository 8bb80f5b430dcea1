package io.spikewatt.inference.service;

import static io.spikewatt.inference.service.StateNumbers.doubles;
import static io.spikewatt.inference.service.StateNumbers.expect;
import static io.spikewatt.inference.service.StateNumbers.finite;
import static io.spikewatt.inference.service.StateNumbers.floats;
import static io.spikewatt.inference.service.StateNumbers.number;

import io.spikewatt.inference.feature.SeriesKind;
import io.spikewatt.inference.score.BlendWeights;
import io.spikewatt.inference.score.ConformalBand;
import io.spikewatt.inference.score.FadingLoss;
import io.spikewatt.inference.score.PageHinkley;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.StreamCorruptedException;
import java.io.UncheckedIOException;
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
 * All that a series in service remembers, but the models, as bytes: big-endian, a format version
 * first. Refuses what does not fit together; whether bytes changed is checked by whoever keeps
 * them.
 */
final class StateFormat {
  private static final int VERSION = 2;

  /** The same, but that its drift test saw other numbers. */
  private static final int OTHER_DRIFT = 1;

  private static final int MOST_ISSUES = 100;
  private static final int MOST_DAYS = 400;

  private StateFormat() {}

  /**
   * @param lead best candidate so far
   */
  record State(int slotsPerDay, Career.State career, Member lead, LiveRecord.State record) {}

  static byte[] write(State state) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      DataOutputStream out = new DataOutputStream(bytes);
      out.writeInt(VERSION);
      out.writeInt(state.slotsPerDay);
      career(out, state.career);
      out.writeUTF(state.lead.name());
      record(out, state.record);
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory", e);
    }
    return bytes.toByteArray();
  }

  private static void record(DataOutputStream out, LiveRecord.State record) throws IOException {
    out.writeLong(record.settledTo().orElse(Long.MIN_VALUE));
    out.writeInt(record.scoredDays());
    DayErrors today = record.today();
    doubles(
        out,
        new double[] {
          today.published(), today.naiveDay(), today.naiveWeek(), today.outcomes(),
        });
    doubles(out, record.blend().median().state());
    doubles(out, record.blend().mean().state());
    doubles(out, record.blend().band().state());
    PageHinkley drift = record.drift();
    out.writeLong(drift.count());
    doubles(out, new double[] {drift.mean(), drift.sum(), drift.least()});
    for (Member member : Member.SCORED) {
      doubles(out, Objects.requireNonNull(record.losses().get(member)).state());
    }
    out.writeInt(record.pending().size());
    for (Issue issue : record.pending()) {
      issue(out, issue);
    }
  }

  /**
   * @throws IOException for what {@link #write} did not write for such slots
   */
  static State read(byte[] bytes, int slotsPerDay, SeriesKind kind) throws IOException {
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
    int version = in.readInt();
    if (version != OTHER_DRIFT) {
      expect(VERSION, version, "format version");
    }
    expect(slotsPerDay, in.readInt(), "slots a day");
    try {
      Career.State career = career(in);
      Member lead = Member.valueOf(in.readUTF());
      if (!Member.CANDIDATES.contains(lead)) {
        throw new StreamCorruptedException(lead + " is no candidate");
      }
      return new State(slotsPerDay, career, lead, record(in, version, slotsPerDay, kind));
    } catch (IllegalArgumentException e) {
      throw new StreamCorruptedException(e.getMessage());
    }
  }

  private static LiveRecord.State record(
      DataInputStream in, int version, int slotsPerDay, SeriesKind kind) throws IOException {
    long settledTo = in.readLong();
    int scoredDays = number(in.readInt(), Integer.MAX_VALUE);
    double[] today = doubles(in);
    expect(4, today.length, "sums of a day");
    LiveRecord.Blend blend =
        new LiveRecord.Blend(
            BlendWeights.of(Member.CANDIDATES.size(), LiveRecord.MEDIAN_RATE, doubles(in)),
            BlendWeights.of(Member.CANDIDATES.size(), LiveRecord.MEAN_RATE, doubles(in)),
            ConformalBand.of(slotsPerDay, kind.openCoverage(), doubles(in)));
    PageHinkley drift = drift(in, version);
    Map<Member, FadingLoss> losses = new EnumMap<>(Member.class);
    for (Member member : Member.SCORED) {
      losses.put(member, FadingLoss.of(doubles(in)));
    }
    List<Issue> pending = new ArrayList<>();
    int issues = number(in.readInt(), MOST_ISSUES);
    for (int i = 0; i < issues; i++) {
      pending.add(issue(in, slotsPerDay));
    }
    return new LiveRecord.State(
        settledTo == Long.MIN_VALUE ? OptionalLong.empty() : OptionalLong.of(settledTo),
        scoredDays,
        new DayErrors(today[0], today[1], today[2], today[3]),
        blend,
        drift,
        losses,
        pending);
  }

  private static PageHinkley drift(DataInputStream in, int version) throws IOException {
    long seen = in.readLong();
    double[] sums = doubles(in);
    expect(3, sums.length, "sums of the drift");
    PageHinkley fresh = LiveRecord.newDriftTest();
    return version == OTHER_DRIFT
        ? fresh
        : new PageHinkley(fresh.tolerance(), fresh.threshold(), seen, sums[0], sums[1], sums[2]);
  }

  private static void career(DataOutputStream out, Career.State state) throws IOException {
    name(out, state.champion());
    name(out, state.previous());
    name(out, state.rival());
    out.writeBoolean(state.duel().isPresent());
    if (state.duel().isPresent()) {
      duel(out, state.duel().get());
    }
    out.writeBoolean(state.trainingDue());
    out.writeBoolean(state.driftDay().isPresent());
    out.writeLong(state.driftDay().orElse(0));
  }

  private static void duel(DataOutputStream out, Duel.State duel) throws IOException {
    out.writeUTF(duel.kind().name());
    out.writeLong(duel.since());
    out.writeBoolean(duel.looked());
    out.writeBoolean(duel.broken());
    out.writeInt(duel.forecasts());
    out.writeInt(duel.sick());
    out.writeInt(duel.days().size());
    for (Map.Entry<Long, ComparedDay> entry : duel.days().entrySet()) {
      ComparedDay day = entry.getValue();
      out.writeLong(entry.getKey());
      doubles(
          out,
          new double[] {
            day.outcomes(), day.reigning(), day.rival(), day.naiveDay(), day.naiveWeek(),
          });
    }
  }

  private static Career.State career(DataInputStream in) throws IOException {
    Optional<Career.Name> champion = name(in);
    Optional<Career.Name> previous = name(in);
    Optional<Career.Name> rival = name(in);
    Optional<Duel.State> duel = in.readBoolean() ? Optional.of(duel(in)) : Optional.empty();
    boolean trainingDue = in.readBoolean();
    boolean drifted = in.readBoolean();
    long day = in.readLong();
    return new Career.State(
        champion,
        previous,
        rival,
        duel,
        trainingDue,
        drifted ? OptionalLong.of(day) : OptionalLong.empty());
  }

  private static Duel.State duel(DataInputStream in) throws IOException {
    Duel.Kind kind = Duel.Kind.valueOf(in.readUTF());
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
    return new Duel.State(kind, since, looked, broken, forecasts, sick, days);
  }

  private static void name(DataOutputStream out, Optional<Career.Name> name) throws IOException {
    out.writeBoolean(name.isPresent());
    if (name.isPresent()) {
      out.writeLong(name.get().id());
      out.writeDouble(name.get().spread());
    }
  }

  private static Optional<Career.Name> name(DataInputStream in) throws IOException {
    return in.readBoolean()
        ? Optional.of(new Career.Name(in.readLong(), finite(in.readDouble())))
        : Optional.empty();
  }

  private static void issue(DataOutputStream out, Issue issue) throws IOException {
    out.writeLong(issue.origin());
    floats(out, issue.below());
    floats(out, issue.above());
    out.writeInt(issue.curves().size());
    for (Map.Entry<Member, Curve> entry : issue.curves().entrySet()) {
      out.writeUTF(entry.getKey().name());
      floats(out, entry.getValue().p10());
      floats(out, entry.getValue().p50());
      floats(out, entry.getValue().p90());
      floats(out, entry.getValue().mean());
    }
  }

  private static Issue issue(DataInputStream in, int slotsPerDay) throws IOException {
    long origin = in.readLong();
    float[] below = floats(in, slotsPerDay);
    float[] above = floats(in, slotsPerDay);
    int slots = below.length;
    expect(slots, above.length, "distances");
    int members = number(in.readInt(), Member.values().length);
    Map<Member, Curve> curves = new EnumMap<>(Member.class);
    for (int i = 0; i < members; i++) {
      Member member = Member.valueOf(in.readUTF());
      Curve curve =
          new Curve(floats(in, slots), floats(in, slots), floats(in, slots), floats(in, slots));
      int others = Member.SCORED.contains(member) ? slots : 0;
      expect(slots, curve.p50().length, "medians");
      expect(others, curve.p10().length, "lower quantiles");
      expect(others, curve.p90().length, "upper quantiles");
      expect(others, curve.mean().length, "means");
      curves.put(member, curve);
    }
    boolean rival = curves.containsKey(Member.RIVAL);
    if (!curves.containsKey(Member.PUBLISHED)
        || !curves.containsKey(Member.NAIVE_DAY)
        || !curves.containsKey(Member.NAIVE_WEEK)
        || (rival && !curves.containsKey(Member.REIGNING))) {
      throw new StreamCorruptedException("an issue that lacks a forecast");
    }
    return new Issue(origin, below, above, curves);
  }
}
