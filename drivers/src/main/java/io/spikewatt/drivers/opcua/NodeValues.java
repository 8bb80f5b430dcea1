package io.spikewatt.drivers.opcua;

import io.spikewatt.hal.signal.Fault.Kind;
import io.spikewatt.hal.signal.Sample;
import io.spikewatt.hal.signal.Signal;
import io.spikewatt.hal.time.Moment;
import org.eclipse.milo.opcua.stack.core.StatusCodes;
import org.eclipse.milo.opcua.stack.core.types.builtin.DataValue;
import org.eclipse.milo.opcua.stack.core.types.builtin.StatusCode;
import org.eclipse.milo.opcua.stack.core.types.builtin.Variant;
import org.jspecify.annotations.Nullable;

/** Converts between node values and numbers. Has no side effects. */
final class NodeValues {

  private NodeValues() {}

  /** The sample of a node's value times the factor, taken at that time. */
  static Sample sample(Signal signal, DataValue value, double factor, Moment at) {
    StatusCode status = value.statusCode();
    if (status != null && !status.isGood()) {
      Kind kind =
          status.value() == StatusCodes.Bad_NodeIdUnknown ? Kind.NOT_IMPLEMENTED : Kind.BAD_QUALITY;
      return Sample.missing(signal, kind, name(status), at);
    }
    Object raw = raw(value);
    return switch (raw) {
      case null -> Sample.missing(signal, Kind.BAD_QUALITY, "no value", at);
      case Boolean bit -> Sample.checked(signal, bit ? factor : 0.0, at);
      case Number number -> Sample.checked(signal, number.doubleValue() * factor, at);
      default ->
          Sample.missing(
              signal, Kind.BAD_FRAME, "not a number: " + raw.getClass().getSimpleName(), at);
    };
  }

  /** Content of the value regardless of its status; null if empty. */
  static @Nullable Object raw(DataValue value) {
    Variant variant = value.value();
    return variant == null ? null : variant.value();
  }

  /**
   * Whether a value that was read back is the one that was written, to the resolution of a Float. A
   * node that cannot be read back has no other value.
   */
  static boolean holds(DataValue readBack, Variant written) {
    StatusCode status = readBack.statusCode();
    boolean good = status == null || status.isGood();
    double wanted = number(written);
    return switch (raw(readBack)) {
      case Boolean bit when good -> (bit ? 1 : 0) == wanted;
      case Number number when good ->
          Math.abs(number.doubleValue() - wanted) <= Math.ulp((float) wanted);
      case null, default -> true;
    };
  }

  /** The number that {@link NodeType#variant} made of a value. */
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
}
