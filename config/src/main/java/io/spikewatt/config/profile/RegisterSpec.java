package io.spikewatt.config.profile;

import io.spikewatt.hal.signal.Quantity;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Place and encoding of a value in a Modbus map.
 *
 * @param quantity the quantity of the value
 * @param table holding (function 3) or input registers (function 4)
 * @param address zero-based, as on the wire
 * @param encoding type and width
 * @param wordOrder which 16-bit word comes first in wider types
 * @param scale from the raw number to the signal's value
 * @param sentinels raw bit patterns (unsigned) that mean "no value"
 * @param ones raw bit patterns that mean 1 while all others mean 0; empty = the value is a number
 */
public record RegisterSpec(
    Quantity quantity,
    Table table,
    int address,
    Encoding encoding,
    WordOrder wordOrder,
    LinearScale scale,
    Set<Long> sentinels,
    Set<Long> ones) {

  public RegisterSpec {
    sentinels = Set.copyOf(sentinels);
    ones = Set.copyOf(ones);
  }

  /** The raw number of registers, without a meaning. */
  public static RegisterSpec raw(Table table, int address, Encoding encoding, WordOrder wordOrder) {
    Quantity none = Quantity.STATE_CODE;
    return new RegisterSpec(
        none, table, address, encoding, wordOrder, LinearScale.NONE, Set.of(), Set.of());
  }

  /** The same with further raw bit patterns that mean "no value", by number format. */
  RegisterSpec withSentinels(Map<Encoding, Set<Long>> further) {
    Set<Long> all = new HashSet<>(sentinels);
    all.addAll(further.getOrDefault(encoding, Set.of()));
    return new RegisterSpec(quantity, table, address, encoding, wordOrder, scale, all, ones);
  }

  /** The two readable register tables. */
  public enum Table {
    HOLDING,
    INPUT
  }

  /** Number formats. */
  public enum Encoding {
    U16(1),
    S16(1),
    U32(2),
    S32(2),
    F32(2),
    U64(4),
    S64(4);

    private final int words;

    Encoding(int words) {
      this.words = words;
    }

    /** Number of 16-bit registers. */
    public int words() {
      return words;
    }
  }

  /** Order of the 16-bit words of a wider value; within a word the high byte comes first. */
  public enum WordOrder {
    HIGH_FIRST,
    LOW_FIRST
  }
}
