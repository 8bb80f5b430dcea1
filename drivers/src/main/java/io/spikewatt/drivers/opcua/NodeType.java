package io.spikewatt.drivers.opcua;

import static org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.Unsigned.ubyte;
import static org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.Unsigned.uint;
import static org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.Unsigned.ulong;
import static org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.Unsigned.ushort;

import java.util.Optional;
import org.eclipse.milo.opcua.stack.core.types.builtin.DataValue;
import org.eclipse.milo.opcua.stack.core.types.builtin.NodeId;
import org.eclipse.milo.opcua.stack.core.types.builtin.Variant;
import org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.UByte;
import org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.UInteger;
import org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.ULong;
import org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.UShort;
import org.jspecify.annotations.Nullable;

/** The types of nodes that numbers can be written to. Servers refuse a number of another type. */
enum NodeType {
  BOOLEAN,
  SBYTE,
  BYTE,
  INT16,
  UINT16,
  INT32,
  UINT32,
  INT64,
  UINT64,
  FLOAT,
  DOUBLE;

  /** Whole numbers beyond this are not exact in a double. */
  private static final long EXACT = 1L << 53;

  /**
   * The type in a node's DataType attribute; empty if it is not one of these: a derived type or a
   * supertype, for which the node's value decides.
   */
  static Optional<NodeType> of(@Nullable DataValue dataType) {
    Object named = dataType == null ? null : NodeValues.raw(dataType);
    // OPC 10000-6, table 1: Boolean is 1, Double is 11, in the order of this enum.
    return named instanceof NodeId id
            && id.getNamespaceIndex().intValue() == 0
            && id.getIdentifier() instanceof UInteger number
            && number.longValue() >= 1
            && number.longValue() <= values().length
        ? Optional.of(values()[number.intValue() - 1])
        : Optional.empty();
  }

  /** The type of a value that was read from the node; empty if it is no number. */
  static Optional<NodeType> ofValue(@Nullable Object value) {
    return switch (value) {
      case Boolean _ -> Optional.of(BOOLEAN);
      case Byte _ -> Optional.of(SBYTE);
      case UByte _ -> Optional.of(BYTE);
      case Short _ -> Optional.of(INT16);
      case UShort _ -> Optional.of(UINT16);
      case Integer _ -> Optional.of(INT32);
      case UInteger _ -> Optional.of(UINT32);
      case Long _ -> Optional.of(INT64);
      case ULong _ -> Optional.of(UINT64);
      case Float _ -> Optional.of(FLOAT);
      case Double _ -> Optional.of(DOUBLE);
      case null, default -> Optional.empty();
    };
  }

  /** A number in this type, rounded if it is whole; an ArithmeticException if it does not fit. */
  Variant variant(double value) {
    return switch (this) {
      case BOOLEAN -> Variant.of(whole(value, 0, 1) == 1);
      case SBYTE -> Variant.of((byte) whole(value, Byte.MIN_VALUE, Byte.MAX_VALUE));
      case BYTE -> Variant.of(ubyte((int) whole(value, 0, 0xFF)));
      case INT16 -> Variant.of((short) whole(value, Short.MIN_VALUE, Short.MAX_VALUE));
      case UINT16 -> Variant.of(ushort((int) whole(value, 0, 0xFFFF)));
      case INT32 -> Variant.of((int) whole(value, Integer.MIN_VALUE, Integer.MAX_VALUE));
      case UINT32 -> Variant.of(uint(whole(value, 0, 0xFFFF_FFFFL)));
      case INT64 -> Variant.of(whole(value, -EXACT, EXACT));
      case UINT64 -> Variant.of(ulong(whole(value, 0, EXACT)));
      case FLOAT -> Variant.of(single(value));
      case DOUBLE -> Variant.of(value);
    };
  }

  private static float single(double value) {
    if (Math.abs(value) > Float.MAX_VALUE) {
      throw new ArithmeticException(value + " does not fit a Float");
    }
    return (float) value;
  }

  private static long whole(double value, long min, long max) {
    long rounded = Math.round(value);
    if (rounded < min || rounded > max) {
      throw new ArithmeticException(value + " is outside " + min + ".." + max);
    }
    return rounded;
  }
}
