package io.spikewatt.inference.federated;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Reads what {@link MessageWriter} wrote; says what it expected where bytes are not that. */
final class MessageReader {
  private final String name;
  private final ByteBuffer bytes;

  /** A message of a round, and its name for a person. */
  MessageReader(String name, char kind, byte[] message) throws RoundRefusal {
    this(name, kind, MessageWriter.ROUND_VERSION, message);
  }

  MessageReader(String name, char kind, byte version, byte[] message) throws RoundRefusal {
    this.name = name;
    bytes = ByteBuffer.wrap(message).order(ByteOrder.LITTLE_ENDIAN);
    need(2);
    char kindFound = (char) (bytes.get() & 0xff);
    if (kindFound != kind) {
      throw malformed("kind '%c' expected, found code %d".formatted(kind, (int) kindFound));
    }
    byte versionFound = bytes.get();
    if (versionFound != version) {
      throw new RoundRefusal(
          RoundRefusal.Cause.OTHER_VERSION,
          "%s: version %d expected, found %d".formatted(name, version, versionFound));
    }
  }

  int integer() throws RoundRefusal {
    need(Integer.BYTES);
    return bytes.getInt();
  }

  long longInteger() throws RoundRefusal {
    need(Long.BYTES);
    return bytes.getLong();
  }

  double real() throws RoundRefusal {
    return Double.longBitsToDouble(longInteger());
  }

  /** An integer of a range. */
  int integer(String field, int least, int most) throws RoundRefusal {
    int value = integer();
    if (value < least || value > most) {
      throw malformed("%s from %d to %d expected, found %d".formatted(field, least, most, value));
    }
    return value;
  }

  /** Number of a member. */
  int member() throws RoundRefusal {
    return integer("a member", 1, SecretShares.MOST);
  }

  byte[] block() throws RoundRefusal {
    int length = integer("a length", 0, bytes.remaining());
    need(length);
    byte[] block = new byte[length];
    bytes.get(block);
    return block;
  }

  /** A block of a known length. */
  byte[] block(String field, int length) throws RoundRefusal {
    byte[] block = block();
    if (block.length != length) {
      throw malformed("%s of %d bytes expected, found %d".formatted(field, length, block.length));
    }
    return block;
  }

  String text() throws RoundRefusal {
    return new String(block(), StandardCharsets.UTF_8);
  }

  int[] integers() throws RoundRefusal {
    ByteBuffer block = words();
    int[] values = new int[block.remaining() / Integer.BYTES];
    block.asIntBuffer().get(values);
    return values;
  }

  float[] floats() throws RoundRefusal {
    ByteBuffer block = words();
    float[] values = new float[block.remaining() / Float.BYTES];
    block.asFloatBuffer().get(values);
    return values;
  }

  /** The message, once its last field was read; refuses further bytes. */
  <M> M whole(M message) throws RoundRefusal {
    end();
    return message;
  }

  /** Refuses bytes after the last field. */
  void end() throws RoundRefusal {
    if (bytes.hasRemaining()) {
      throw malformed("the end expected, found " + bytes.remaining() + " more bytes");
    }
  }

  RoundRefusal malformed(String detail) {
    return new RoundRefusal(RoundRefusal.Cause.MALFORMED, name + ": " + detail);
  }

  private ByteBuffer words() throws RoundRefusal {
    byte[] block = block();
    if (block.length % Integer.BYTES != 0) {
      throw malformed("words of 4 bytes expected, found " + block.length + " bytes");
    }
    return ByteBuffer.wrap(block).order(ByteOrder.LITTLE_ENDIAN);
  }

  private void need(int count) throws RoundRefusal {
    if (bytes.remaining() < count) {
      throw malformed("%d more bytes expected, found %d".formatted(count, bytes.remaining()));
    }
  }
}
