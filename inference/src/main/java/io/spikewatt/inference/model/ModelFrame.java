package io.spikewatt.inference.model;

import io.spikewatt.inference.model.ModelRead.Reason;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.DateTimeException;
import java.util.function.BiFunction;
import java.util.zip.CRC32;

/**
 * Frame of the bytes of a model, so that a file is whole and of this version, or refused: magic,
 * format version, payload length, payload, CRC-32 of all before it; big-endian.
 *
 * @param magic first four bytes, other ones for each kind of model
 * @param version of the payload's format
 */
public record ModelFrame(int magic, int version) {
  private static final int HEADER = 12;
  private static final int TRAILER = 4;

  /** Reads a model from its payload. */
  @FunctionalInterface
  public interface PayloadReader<R> {
    R read(DataInputStream payload) throws IOException;
  }

  public byte[] around(byte[] payload) {
    ByteBuffer file = ByteBuffer.allocate(HEADER + payload.length + TRAILER);
    file.putInt(magic).putInt(version).putInt(payload.length).put(payload);
    return file.putInt(crc(file.array(), file.position())).array();
  }

  /** Reads what a frame holds, or answers by {@code refused} with the reason and a detail. */
  public <R> R read(byte[] file, PayloadReader<R> reader, BiFunction<Reason, String, R> refused) {
    if (file.length < HEADER + TRAILER) {
      return refused.apply(Reason.NOT_A_MODEL, file.length + " bytes are too few");
    }
    ByteBuffer buffer = ByteBuffer.wrap(file);
    int found = buffer.getInt();
    if (found != magic) {
      return refused.apply(Reason.NOT_A_MODEL, "begins with " + Integer.toHexString(found));
    }
    int format = buffer.getInt();
    if (format != version) {
      return refused.apply(
          Reason.OTHER_VERSION, "format version " + format + ", expected " + version);
    }
    int length = buffer.getInt();
    if (length != file.length - HEADER - TRAILER) {
      return refused.apply(
          Reason.DAMAGED,
          length + " bytes announced, " + (file.length - HEADER - TRAILER) + " found");
    }
    if (buffer.getInt(file.length - TRAILER) != crc(file, file.length - TRAILER)) {
      return refused.apply(Reason.DAMAGED, "the checksum does not match");
    }
    try {
      return reader.read(new DataInputStream(new ByteArrayInputStream(file, HEADER, length)));
    } catch (IOException | DateTimeException | IllegalArgumentException e) {
      // Right checksum, wrong content: written by something else than the reader's writer.
      return refused.apply(Reason.DAMAGED, e.toString());
    }
  }

  private static int crc(byte[] bytes, int length) {
    CRC32 crc = new CRC32();
    crc.update(bytes, 0, length);
    return (int) crc.getValue();
  }
}
