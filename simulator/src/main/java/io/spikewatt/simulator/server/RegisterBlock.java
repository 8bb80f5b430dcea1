package io.spikewatt.simulator.server;

import java.nio.charset.StandardCharsets;

/** A block of 16-bit registers, filled by typed values; high word first. */
final class RegisterBlock {

  private final int base;
  private final int[] words;

  /**
   * @param base address of the first register
   */
  RegisterBlock(int base, int count) {
    this.base = base;
    this.words = new int[count];
  }

  RegisterBlock u16(int address, double value) {
    words[address - base] = Math.clamp(Math.round(value), 0, 0xFFFF);
    return this;
  }

  RegisterBlock s16(int address, double value) {
    words[address - base] =
        Math.clamp(Math.round(value), Short.MIN_VALUE, Short.MAX_VALUE) & 0xFFFF;
    return this;
  }

  RegisterBlock raw(int address, int word) {
    words[address - base] = word & 0xFFFF;
    return this;
  }

  RegisterBlock s32(int address, double value) {
    return pair(address, Math.clamp(Math.round(value), Integer.MIN_VALUE, Integer.MAX_VALUE));
  }

  RegisterBlock u32(int address, double value) {
    return pair(address, (int) (Math.round(value) & 0xFFFF_FFFFL));
  }

  RegisterBlock f32(int address, double value) {
    return pair(address, Float.floatToIntBits((float) value));
  }

  RegisterBlock u64(int address, double value) {
    long rounded = Math.round(value);
    pair(address, (int) (rounded >>> 32));
    return pair(address + 2, (int) rounded);
  }

  /** ASCII, padded with NUL to {@code registers} registers. */
  RegisterBlock text(int address, int registers, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    for (int i = 0; i < registers * 2; i++) {
      int value = i < bytes.length ? bytes[i] & 0xFF : 0;
      int index = address - base + i / 2;
      words[index] |= i % 2 == 0 ? value << 8 : value;
    }
    return this;
  }

  RegisterBlock fill(int address, int count, int word) {
    for (int i = 0; i < count; i++) {
      raw(address + i, word);
    }
    return this;
  }

  /** Whether {@code count} registers from {@code address} lie in this block. */
  boolean covers(int address, int count) {
    return address >= base && address + count <= base + words.length;
  }

  int[] slice(int address, int count) {
    int[] part = new int[count];
    System.arraycopy(words, address - base, part, 0, count);
    return part;
  }

  private RegisterBlock pair(int address, int bits) {
    words[address - base] = bits >>> 16;
    words[address - base + 1] = bits & 0xFFFF;
    return this;
  }
}
