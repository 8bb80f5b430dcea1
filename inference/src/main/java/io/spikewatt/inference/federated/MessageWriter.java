package io.spikewatt.inference.federated;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Writes a message or a stored state: kind, version, then its fields, little-endian. */
final class MessageWriter {
  /** Of the messages of a round; 1 had no signed lists of survivors. */
  static final byte ROUND_VERSION = 2;

  /** Of models and steps, which outlive a change of the rounds. */
  static final byte KEPT_VERSION = 1;

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  /** A message of a round. */
  MessageWriter(char kind) {
    this(kind, ROUND_VERSION);
  }

  MessageWriter(char kind, byte version) {
    bytes.write(kind);
    bytes.write(version);
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
    byte[] block = new byte[values.length * Integer.BYTES];
    ByteBuffer.wrap(block).order(ByteOrder.LITTLE_ENDIAN).asIntBuffer().put(values);
    return block(block);
  }

  MessageWriter floats(float[] values) {
    byte[] block = new byte[values.length * Float.BYTES];
    ByteBuffer.wrap(block).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().put(values);
    return block(block);
  }

  byte[] bytes() {
    return bytes.toByteArray();
  }

  private static ByteBuffer buffer(int length) {
    return ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
  }

  private MessageWriter raw(byte[] block) {
    bytes.writeBytes(block);
    return this;
  }
}
