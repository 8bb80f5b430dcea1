package io.spikewatt.drivers.codec;

import io.spikewatt.config.profile.RegisterSpec;
import io.spikewatt.config.profile.RegisterSpec.Encoding;
import io.spikewatt.config.profile.RegisterSpec.WordOrder;
import io.spikewatt.hal.signal.Fault;
import io.spikewatt.hal.signal.Quantity;
import io.spikewatt.hal.signal.Sample;
import io.spikewatt.hal.signal.Signal;
import io.spikewatt.hal.time.Moment;

/** Converts register words to values and back by a {@link RegisterSpec}. Has no side effects. */
public final class RegisterCodec {

  /** Whole numbers up to here are exact in a double. */
  private static final double EXACT = 1L << 53;

  private RegisterCodec() {}

  /** Result of encoding a value. */
  public sealed interface Encoded {

    /** Unsigned 16-bit words by address, and the setpoint rounded to their resolution. */
    record Ready(int[] words, double value) implements Encoded {}

    /** The register cannot hold the value; it is never wrapped or cut. */
    record Refused(Fault fault) implements Encoded {}
  }

  /**
   * The sample of the words.
   *
   * @param words exactly {@code spec.encoding().words()} unsigned 16-bit values
   * @return good; or missing if it is a sentinel, not a number or not plausible
   */
  public static Sample decode(Signal signal, RegisterSpec spec, int[] words, Moment at) {
    if (words.length != spec.encoding().words()) {
      throw new IllegalArgumentException(spec + ": " + words.length + " words");
    }
    return decode(signal, spec, words, 0, at);
  }

  /** The same from the middle of an answer; the value's words begin at {@code from}. */
  public static Sample decode(Signal signal, RegisterSpec spec, int[] words, int from, Moment at) {
    long bits = bits(spec, words, from);
    double raw = number(spec.encoding(), bits);
    if ((!spec.sentinels().isEmpty() && spec.sentinels().contains(bits)) || Double.isNaN(raw)) {
      return Sample.missing(signal, Fault.Kind.NOT_IMPLEMENTED, "0x" + Long.toHexString(bits), at);
    }
    if (!spec.ones().isEmpty()) {
      return Sample.checked(signal, spec.ones().contains(bits) ? 1 : 0, at);
    }
    return Sample.checked(signal, value(spec, raw), at);
  }

  /** Raw register value of a value in the signal's unit, before rounding. */
  public static double raw(RegisterSpec spec, double value) {
    return spec.scale().number(value);
  }

  /** The words for a raw number. */
  public static Encoded encodeRaw(RegisterSpec spec, double raw) {
    Encoding encoding = spec.encoding();
    if (encoding == Encoding.F32) {
      if (!(Math.abs(raw) <= Float.MAX_VALUE)) {
        return refused(raw, "does not fit f32");
      }
      return ready(spec, Float.floatToRawIntBits((float) raw) & 0xFFFF_FFFFL);
    }
    double rounded =
        spec.quantity() == Quantity.POWER_LIMIT_W
            ? Math.copySign(Math.floor(Math.abs(raw) + 1e-6), raw)
            : Math.rint(raw);
    if (!(rounded >= min(encoding) && rounded <= max(encoding))) {
      return refused(raw, "does not fit " + encoding);
    }
    return ready(spec, (long) rounded & mask(encoding));
  }

  private static Encoded ready(RegisterSpec spec, long bits) {
    double raw = number(spec.encoding(), bits);
    if (spec.sentinels().contains(bits)) {
      return refused(raw, "is coded as \"no value\"");
    }
    return new Encoded.Ready(words(spec, bits), value(spec, raw));
  }

  private static Encoded refused(double raw, String why) {
    return new Encoded.Refused(Fault.of(Fault.Kind.OUT_OF_RANGE, "raw " + raw + " " + why));
  }

  private static double value(RegisterSpec spec, double raw) {
    double inverse = 1 / spec.scale().factor();
    // Tenths have no exact double: dividing by ten gives the double nearest to the device's value.
    double scaled =
        Math.abs(inverse) > 1 && Math.abs(inverse - Math.rint(inverse)) < 1e-9
            ? raw / Math.rint(inverse)
            : raw * spec.scale().factor();
    // + 0.0 turns the -0.0 of a negative factor into 0.0.
    return scaled + spec.scale().offset() + 0.0;
  }

  /** The words as one unsigned bit pattern, highest word first. */
  private static long bits(RegisterSpec spec, int[] words, int from) {
    int count = spec.encoding().words();
    long bits = 0;
    for (int i = 0; i < count; i++) {
      int word = words[from + (spec.wordOrder() == WordOrder.HIGH_FIRST ? i : count - 1 - i)];
      bits = (bits << 16) | (word & 0xFFFF);
    }
    return bits;
  }

  private static int[] words(RegisterSpec spec, long bits) {
    int count = spec.encoding().words();
    int[] words = new int[count];
    for (int i = 0; i < count; i++) {
      int place = spec.wordOrder() == WordOrder.HIGH_FIRST ? count - 1 - i : i;
      words[place] = (int) (bits >>> (16 * i)) & 0xFFFF;
    }
    return words;
  }

  private static double number(Encoding encoding, long bits) {
    return switch (encoding) {
      case U16, U32 -> bits;
      case S16 -> (short) bits;
      case S32 -> (int) bits;
      case F32 -> Float.intBitsToFloat((int) bits);
      case S64 -> bits;
      case U64 -> bits >= 0 ? bits : (bits >>> 1) * 2.0;
    };
  }

  private static double min(Encoding encoding) {
    return switch (encoding) {
      case U16, U32, U64 -> 0;
      case S16 -> Short.MIN_VALUE;
      case S32 -> Integer.MIN_VALUE;
      case S64, F32 -> -EXACT;
    };
  }

  private static double max(Encoding encoding) {
    return switch (encoding) {
      case U16 -> 0xFFFF;
      case S16 -> Short.MAX_VALUE;
      case U32 -> 0xFFFF_FFFFL;
      case S32 -> Integer.MAX_VALUE;
      case U64, S64, F32 -> EXACT;
    };
  }

  private static long mask(Encoding encoding) {
    return encoding.words() == 4 ? -1L : (1L << (16 * encoding.words())) - 1;
  }
}
