package io.spikewatt.drivers.opcua;

import static org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.Unsigned.ubyte;
import static org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.Unsigned.uint;
import static org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.Unsigned.ulong;
import static org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.Unsigned.ushort;

import io.spikewatt.hal.signal.Fault.Kind;
import io.spikewatt.hal.signal.Sample;
import io.spikewatt.hal.signal.Signal;
import io.spikewatt.hal.time.Moment;
import java.time.Duration;
import java.util.Optional;
import org.eclipse.milo.opcua.stack.core.StatusCodes;
import org.eclipse.milo.opcua.stack.core.types.builtin.DataValue;
import org.eclipse.milo.opcua.stack.core.types.builtin.StatusCode;
import org.eclipse.milo.opcua.stack.core.types.builtin.Variant;
import org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.UByte;
import org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.UInteger;
import org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.ULong;
import org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.UShort;
import org.jspecify.annotations.Nullable;

/** Between node values and numbers. Pure. */
final class NodeValues {

  private NodeValues() {}

  /**
   * @param factor signal value = node value × factor
   * @param maxAge oldest source timestamp that is accepted, by the server's own clock; empty = any
   */
  static Sample sample(
      Signal signal, DataValue value, double factor, Optional<Duration> maxAge, Moment now) {
    StatusCode status = value.statusCode();
    if (status != null && !status.isGood()) {
      Kind kind =
          status.value() == StatusCodes.Bad_NodeIdUnknown ? Kind.NOT_IMPLEMENTED : Kind.BAD_QUALITY;
      return Sample.missing(signal, kind, name(status), now);
    }
    if (maxAge.isPresent() && sourceAge(value).compareTo(maxAge.get()) > 0) {
      return Sample.missing(
          signal, Kind.STALE, "source is " + sourceAge(value).toSeconds() + " s old", now);
    }
    Variant variant = value.value();
    Object raw = variant == null ? null : variant.value();
    return switch (raw) {
      case null -> Sample.missing(signal, Kind.BAD_QUALITY, "no value", now);
      case Boolean bit -> Sample.checked(signal, bit ? factor : 0.0, now);
      case Number number -> Sample.checked(signal, number.doubleValue() * factor, now);
      default ->
          Sample.missing(
              signal, Kind.BAD_FRAME, "not a number: " + raw.getClass().getSimpleName(), now);
    };
  }

  /**
   * A number in the type of the node, rounded where that has no fractions.
   *
   * @param example a value that the node had; its type is the node's; null if none was seen
   * @throws ArithmeticException if the number does not fit the type
   */
  static Variant variant(double value, @Nullable Object example) {
    return switch (example) {
      case Boolean bit -> Variant.of(value != 0);
      case Float single -> Variant.of((float) value);
      case Byte small -> Variant.of((byte) whole(value, Byte.MIN_VALUE, Byte.MAX_VALUE));
      case Short small -> Variant.of((short) whole(value, Short.MIN_VALUE, Short.MAX_VALUE));
      case Integer i -> Variant.of((int) whole(value, Integer.MIN_VALUE, Integer.MAX_VALUE));
      case Long i -> Variant.of(whole(value, -(1L << 53), 1L << 53));
      case UByte small -> Variant.of(ubyte((int) whole(value, 0, 0xFF)));
      case UShort small -> Variant.of(ushort((int) whole(value, 0, 0xFFFF)));
      case UInteger i -> Variant.of(uint(whole(value, 0, 0xFFFF_FFFFL)));
      case ULong i -> Variant.of(ulong(whole(value, 0, 1L << 53)));
      case null, default -> Variant.of(value);
    };
  }

  /** The number that {@link #variant} made of a value. */
  static double number(Variant variant) {
    return switch (variant.value()) {
      case Boolean bit -> bit ? 1 : 0;
      case Number number -> number.doubleValue();
      case null, default -> throw new IllegalArgumentException("not a number: " + variant);
    };
  }

  /** For example {@code Bad_NoData}. */
  static String name(StatusCode status) {
    return StatusCodes.lookup(status.value())
        .map(text -> text[0])
        .orElse(String.format("status 0x%08X", status.value()));
  }

  private static Duration sourceAge(DataValue value) {
    if (value.sourceTime() == null || value.serverTime() == null) {
      return Duration.ZERO;
    }
    return Duration.between(
        value.sourceTime().getJavaInstant(), value.serverTime().getJavaInstant());
  }

  private static long whole(double value, long min, long max) {
    long rounded = Math.round(value);
    if (rounded < min || rounded > max) {
      throw new ArithmeticException(value + " is outside " + min + ".." + max);
    }
    return rounded;
  }
}
