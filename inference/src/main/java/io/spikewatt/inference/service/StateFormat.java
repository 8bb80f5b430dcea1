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
      Career.State career,
      Member lead,
      long settledTo,
      int scoredDays,
      double[] today,
      BlendWeights median,
      BlendWeights mean,
      ConformalBand band,
      PageHinkley drift,
      Map<Member, FadingLoss> losses,
      Deque<Issue> pending) {

    void into(LiveRecord record) {
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

  static byte[] write(LiveRecord record, Career career, Member lead) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      DataOutputStream out = new DataOutputStream(bytes);
      out.writeInt(VERSION);
      out.writeInt(record.slotsPerDay);
      career(out, career.state());
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
      for (Member member : Member.SCORED) {
        doubles(out, record.loss(member).state());
      }
      out.writeInt(record.pending.size());
      for (Issue issue : record.pending) {
        issue(out, issue);
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
      Career.State career = career(in);
      Member lead = Member.valueOf(in.readUTF());
      if (!Member.CANDIDATES.contains(lead)) {
        throw new StreamCorruptedException(lead + " is no candidate");
      }
      long settledTo = in.readLong();
      int scoredDays = number(in.readInt(), Integer.MAX_VALUE);
      double[] today = doubles(in);
      expect(4, today.length, "sums of a day");
      BlendWeights median =
          BlendWeights.of(Member.CANDIDATES.size(), LiveRecord.MEDIAN_RATE, doubles(in));
      BlendWeights mean =
          BlendWeights.of(Member.CANDIDATES.size(), LiveRecord.MEAN_RATE, doubles(in));
      ConformalBand band = ConformalBand.of(slotsPerDay, kind.openCoverage(), doubles(in));
      PageHinkley drift = new LiveRecord(slotsPerDay, kind).drift;
      long seen = in.readLong();
      double[] sums = doubles(in);
      expect(3, sums.length, "sums of the drift");
      if (version != OTHER_DRIFT) {
        drift =
            new PageHinkley(drift.tolerance(), drift.threshold(), seen, sums[0], sums[1], sums[2]);
      }
      Map<Member, FadingLoss> losses = new EnumMap<>(Member.class);
      for (Member member : Member.SCORED) {
        losses.put(member, FadingLoss.of(doubles(in)));
      }
      Deque<Issue> pending = new ArrayDeque<>();
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

  private static void career(DataOutputStream out, Career.State state) throws IOException {
    name(out, state.champion());
    name(out, state.previous());
    name(out, state.rival());
    out.writeBoolean(state.duel().isPresent());
    if (state.duel().isPresent()) {
      Duel duel = state.duel().get();
      out.writeUTF(duel.kind.name());
      out.writeLong(duel.since);
      out.writeBoolean(duel.looked);
      out.writeBoolean(duel.broken);
      out.writeInt(duel.looks);
      out.writeInt(duel.sick);
      out.writeInt(duel.days.size());
      for (Map.Entry<Long, double[]> day : duel.days.entrySet()) {
        out.writeLong(day.getKey());
        doubles(out, day.getValue());
      }
    }
    out.writeBoolean(state.trainingDue());
    out.writeBoolean(state.driftDay().isPresent());
    out.writeLong(state.driftDay().orElse(0));
  }

  private static Career.State career(DataInputStream in) throws IOException {
    Optional<Career.Name> champion = name(in);
    Optional<Career.Name> previous = name(in);
    Optional<Career.Name> rival = name(in);
    Optional<Duel> duel = in.readBoolean() ? Optional.of(duel(in)) : Optional.empty();
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

  private static Duel duel(DataInputStream in) throws IOException {
    Duel duel = new Duel(Duel.Kind.valueOf(in.readUTF()), in.readLong());
    duel.looked = in.readBoolean();
    duel.broken = in.readBoolean();
    duel.looks = number(in.readInt(), Integer.MAX_VALUE);
    duel.sick = number(in.readInt(), duel.looks);
    int days = number(in.readInt(), MOST_DAYS);
    for (int i = 0; i < days; i++) {
      long day = in.readLong();
      double[] sums = doubles(in);
      expect(Duel.SUMS, sums.length, "sums of a compared day");
      duel.days.put(day, sums);
    }
    return duel;
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
