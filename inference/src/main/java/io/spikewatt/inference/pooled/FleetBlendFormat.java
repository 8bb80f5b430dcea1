package io.spikewatt.inference.pooled;

import io.spikewatt.inference.pooled.FleetBlend.OwnForecast;
import io.spikewatt.inference.score.CautiousAggregation;
import io.spikewatt.inference.score.LeadAggregation;
import io.spikewatt.inference.score.LeadAggregation.Issue;
import io.spikewatt.inference.score.OnlineAggregation;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.StreamCorruptedException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;

/**
 * Record of a blend with a fleet, without the networks: a checksum first, then a format version.
 */
public final class FleetBlendFormat {

  private static final int VERSION = 1;
  private static final int MOST_VERSIONS = 2;

  /** A damaged number must not fill the memory. */
  private static final int MOST_ITEMS = 1000;

  private FleetBlendFormat() {}

  /**
   * What is kept.
   *
   * @param versions numbers of the blended versions, newest first
   * @param since when the newest arrived
   */
  public record Kept(List<Long> versions, Instant since, FleetBlend.State state) {}

  public static byte[] write(Kept kept) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    try {
      body(new DataOutputStream(body), kept);
      DataOutputStream stream = new DataOutputStream(whole);
      stream.writeLong(checksum(body.toByteArray()));
      stream.write(body.toByteArray());
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory", e);
    }
    return whole.toByteArray();
  }

  private static long checksum(byte[] bytes) {
    CRC32 sum = new CRC32();
    sum.update(bytes);
    return sum.getValue();
  }

  private static void body(DataOutputStream stream, Kept kept) throws IOException {
    stream.writeInt(VERSION);
    stream.writeInt(kept.versions.size());
    for (long version : kept.versions) {
      stream.writeLong(version);
    }
    stream.writeLong(kept.since.getEpochSecond());
    for (CautiousAggregation weights : kept.state.leads().classes()) {
      doubles(stream, weights.lasting().state());
      doubles(stream, weights.recent().state());
    }
    stream.writeInt(kept.state.leads().open().size());
    for (Issue issue : kept.state.leads().open()) {
      stream.writeLong(issue.origin());
      stream.writeInt(issue.leads());
      rows(stream, issue.forecasts());
      rows(stream, issue.weights());
    }
    stream.writeInt(kept.state.past().size());
    for (OwnForecast own : kept.state.past()) {
      stream.writeLong(own.origin());
      stream.writeInt(own.medians().length);
      for (float median : own.medians()) {
        stream.writeFloat(median);
      }
    }
  }

  /** Reads what {@link #write} wrote; other bytes are refused. */
  public static Kept read(byte[] bytes) throws IOException {
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
    long expected = in.readLong();
    byte[] body = in.readAllBytes();
    if (checksum(body) != expected) {
      throw new StreamCorruptedException(
          "expected the checksum %x, found %x".formatted(expected, checksum(body)));
    }
    try {
      return kept(new DataInputStream(new ByteArrayInputStream(body)));
    } catch (IllegalArgumentException e) {
      throw new StreamCorruptedException(e.getMessage());
    }
  }

  private static Kept kept(DataInputStream in) throws IOException {
    int version = in.readInt();
    if (version != VERSION) {
      throw new StreamCorruptedException(
          "expected format version %d, found %d".formatted(VERSION, version));
    }
    List<Long> versions = new ArrayList<>();
    int count = number(in, MOST_VERSIONS);
    for (int i = 0; i < count; i++) {
      versions.add(in.readLong());
    }
    Instant since = Instant.ofEpochSecond(in.readLong());
    List<CautiousAggregation> classes = new ArrayList<>();
    for (CautiousAggregation fresh : FleetBlend.noOutcome().classes()) {
      double[] prior = fresh.lasting().prior();
      classes.add(
          new CautiousAggregation(
              OnlineAggregation.restored(prior, doubles(in)),
              OnlineAggregation.restored(prior, doubles(in))));
    }
    List<Issue> open = new ArrayList<>();
    int issues = number(in, MOST_ITEMS);
    for (int i = 0; i < issues; i++) {
      open.add(new Issue(in.readLong(), in.readInt(), rows(in), rows(in)));
    }
    List<OwnForecast> past = new ArrayList<>();
    int forecasts = number(in, MOST_ITEMS);
    for (int i = 0; i < forecasts; i++) {
      long origin = in.readLong();
      float[] medians = new float[number(in, LeadAggregation.HOURS)];
      for (int k = 0; k < medians.length; k++) {
        medians[k] = in.readFloat();
      }
      past.add(new OwnForecast(origin, medians));
    }
    return new Kept(
        versions, since, new FleetBlend.State(new LeadAggregation(classes, open), past));
  }

  private static int number(DataInputStream in, int most) throws IOException {
    int number = in.readInt();
    if (number < 0 || number > most) {
      throw new StreamCorruptedException("expected 0 to %d, found %d".formatted(most, number));
    }
    return number;
  }

  private static void doubles(DataOutputStream stream, double[] values) throws IOException {
    stream.writeInt(values.length);
    for (double value : values) {
      stream.writeDouble(value);
    }
  }

  private static double[] doubles(DataInputStream in) throws IOException {
    double[] values = new double[number(in, MOST_ITEMS)];
    for (int i = 0; i < values.length; i++) {
      values[i] = in.readDouble();
    }
    return values;
  }

  private static void rows(DataOutputStream stream, double[][] rows) throws IOException {
    stream.writeInt(rows.length);
    for (double[] row : rows) {
      doubles(stream, row);
    }
  }

  private static double[][] rows(DataInputStream in) throws IOException {
    double[][] rows = new double[number(in, LeadAggregation.HOURS)][];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = doubles(in);
    }
    return rows;
  }
}
