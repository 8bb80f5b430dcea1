package io.spikewatt.controller.protocol;

import io.spikewatt.controller.json.MalformedMessage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** At most {@link #MOST} rows, sent until the coordinator names their number in an answer. */
public record RecordBatch(long number, List<QuarterRecord> rows) {

  /** Last level of its topic. */
  public static final String TOPIC = "records";

  /** Rows of a batch. */
  public static final int MOST = 1000;

  public RecordBatch {
    rows = List.copyOf(rows);
    if (rows.size() > MOST) {
      throw new IllegalArgumentException(MOST + " rows at most expected, found " + rows.size());
    }
  }

  /** Protocol, number and count, then the rows, big-endian. */
  public byte[] encoded() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeLong(GatewayHello.PROTOCOL);
      out.writeLong(number);
      out.writeInt(rows.size());
      for (QuarterRecord row : rows) {
        out.writeLong(row.at().toEpochMilli());
        out.writeUTF(row.kind());
        out.writeInt(row.revision());
        out.writeDouble(row.value());
        out.writeUTF(row.text());
      }
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory", e);
    }
    return bytes.toByteArray();
  }

  /**
   * Reverses {@link #encoded}; the protocol first.
   *
   * @throws MalformedMessage for other bytes, another protocol and rows without a value
   */
  public static RecordBatch decoded(byte[] payload) throws MalformedMessage {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(payload))) {
      long protocol = in.readLong();
      if (protocol != GatewayHello.PROTOCOL) {
        throw new MalformedMessage(
            "protocol %d expected, found %d".formatted(GatewayHello.PROTOCOL, protocol));
      }
      long number = in.readLong();
      int count = in.readInt();
      if (count < 0 || count > MOST) {
        throw new MalformedMessage("0 to %d rows expected, found %d".formatted(MOST, count));
      }
      List<QuarterRecord> rows = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        rows.add(
            new QuarterRecord(
                Instant.ofEpochMilli(in.readLong()),
                in.readUTF(),
                in.readInt(),
                in.readDouble(),
                in.readUTF()));
      }
      if (in.read() >= 0) {
        throw new MalformedMessage("the end of a batch expected");
      }
      return new RecordBatch(number, rows);
    } catch (IOException | IllegalArgumentException e) {
      throw new MalformedMessage("a batch of records: " + e.getMessage());
    }
  }
}
