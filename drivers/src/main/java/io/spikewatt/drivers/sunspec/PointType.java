package io.spikewatt.drivers.sunspec;

import java.util.Locale;
import java.util.OptionalDouble;

/** SunSpec's data types: encoding of a raw number, and the pattern that means "none". */
enum PointType {
  INT16(1),
  UINT16(1),
  ACC16(1),
  ENUM16(1),
  BITFIELD16(1),
  COUNT(1),
  SUNSSF(1),
  PAD(1),
  INT32(2),
  UINT32(2),
  ACC32(2),
  ENUM32(2),
  BITFIELD32(2),
  FLOAT32(2),
  INT64(4),
  UINT64(4),
  ACC64(4),
  FLOAT64(4),
  IPADDR(2),
  IPV6ADDR(8),
  EUI48(4),
  STRING(0);

  private final int words;

  PointType(int words) {
    this.words = words;
  }

  static PointType named(String name) {
    return valueOf(name.toUpperCase(Locale.ROOT));
  }

  /** Number of its registers; 0 if each point has its own length. */
  int words() {
    return words;
  }

  /** Whether it is read as text. */
  boolean text() {
    return switch (this) {
      case STRING, IPADDR, IPV6ADDR, EUI48 -> true;
      default -> false;
    };
  }

  /**
   * The raw number in the registers from {@code at} on; empty if the pattern means "not
   * implemented" or the type is no number.
   */
  OptionalDouble number(int[] registers, int at) {
    if (text() || this == PAD) {
      return OptionalDouble.empty();
    }
    long bits = bits(registers, at, words);
    boolean none =
        switch (this) {
          case INT16, SUNSSF -> bits == 0x8000;
          case UINT16, ENUM16, BITFIELD16, COUNT -> bits == 0xFFFF;
          case INT32 -> bits == 0x8000_0000L;
          case UINT32, ENUM32, BITFIELD32 -> bits == 0xFFFF_FFFFL;
          case INT64 -> bits == Long.MIN_VALUE;
          case UINT64 -> bits == -1;
          case ACC16, ACC32, ACC64 -> bits == 0;
          default -> false;
        };
    double value =
        switch (this) {
          case INT16, SUNSSF -> (short) bits;
          case INT32 -> (int) bits;
          case FLOAT32 -> Float.intBitsToFloat((int) bits);
          case FLOAT64 -> Double.longBitsToDouble(bits);
          case UINT64, ACC64 -> bits >= 0 ? bits : (bits >>> 1) * 2.0;
          default -> bits;
        };
    return none || Double.isNaN(value) ? OptionalDouble.empty() : OptionalDouble.of(value);
  }

  /** The text without padding; empty if there is none. */
  String text(int[] registers, int at, int length) {
    return switch (this) {
      case STRING -> string(registers, at, length);
      case IPADDR -> {
        int high = registers[at];
        int low = registers[at + 1];
        yield high == 0 && low == 0
            ? ""
            : (high >> 8) + "." + (high & 0xFF) + "." + (low >> 8) + "." + (low & 0xFF);
      }
      case IPV6ADDR -> hex(registers, at, 8, 0, 2);
      // The first two of the eight bytes are unused.
      case EUI48 -> hex(registers, at, 4, 2, 1);
      default -> "";
    };
  }

  private static String string(int[] registers, int at, int length) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 2 * length; i++) {
      char each = (char) (i % 2 == 0 ? registers[at + i / 2] >> 8 : registers[at + i / 2] & 0xFF);
      if (each == 0) {
        break;
      }
      // Names go into logs and JSON: nothing but printable ASCII.
      text.append(each >= ' ' && each < 0x7F ? each : '?');
    }
    return text.toString().strip();
  }

  private static String hex(int[] registers, int at, int words, int skipBytes, int group) {
    StringBuilder text = new StringBuilder();
    boolean any = false;
    for (int i = skipBytes; i < 2 * words; i++) {
      int each = i % 2 == 0 ? registers[at + i / 2] >> 8 : registers[at + i / 2] & 0xFF;
      any |= each != 0;
      if (i > skipBytes && (i - skipBytes) % group == 0) {
        text.append(':');
      }
      text.append(Character.forDigit(each >> 4, 16)).append(Character.forDigit(each & 0xF, 16));
    }
    return any ? text.toString() : "";
  }

  private static long bits(int[] registers, int at, int words) {
    long bits = 0;
    for (int i = 0; i < words; i++) {
      bits = (bits << 16) | (registers[at + i] & 0xFFFF);
    }
    return bits;
  }
}
