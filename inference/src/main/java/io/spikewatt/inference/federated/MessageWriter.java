package io.spikewatt.inference.federated;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Writes a message: kind, version, then its fields, little-endian. */
final class MessageWriter {
  static final byte VERSION = 1;

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  MessageWriter(char kind) {
    bytes.write(kind);
    bytes.write(VERSION);
  }

  MessageWriter number(int value) {
    return raw(buffer(Integer.BYTES).putInt(value).array());
  }

  MessageWriter number(long value) {
    return raw(buffer(Long.BYTES).putLong(value).array());
  }

  MessageWriter number(double value) {
    return number(Double.doubleToLongBits(value));
  }

  /** Bytes with their length. */
  MessageWriter block(byte[] block) {
    return number(block.length).raw(block);
  }

  MessageWriter text(String text) {
    return block(text.getBytes(StandardCharsets.UTF_8));
  }

  MessageWriter integers(int[] values) {
    ByteBuffer buffer = buffer(values.length * Integer.BYTES);
    buffer.asIntBuffer().put(values);
    return block(buffer.array());
  }

  MessageWriter floats(float[] values) {
    ByteBuffer buffer = buffer(values.length * Float.BYTES);
    buffer.asFloatBuffer().put(values);
    return block(buffer.array());
  }

  byte[] bytes() {
    return bytes.toByteArray();
  }

  private MessageWriter raw(byte[] block) {
    bytes.writeBytes(block);
    return this;
  }

  private static ByteBuffer buffer(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }
}
