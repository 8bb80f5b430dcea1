package io.spikewatt.drivers.modbus;

import io.spikewatt.hal.time.Moment;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Requests whose answers may still be under way. An RTU answer identifies its request only by unit,
 * function and length. After a failure a probe therefore reads a number of registers that no
 * outstanding request has. A device answers in order, so no older answer follows that of the probe.
 */
final class OutstandingRequests {

  /** Latest answer of any device. */
  private static final Duration LATEST = Duration.ofSeconds(30);

  private static final byte READ_HOLDING = 3;
  static final byte WRITE = 16;

  private final Map<Integer, Owed> byUnit = new HashMap<>();

  /** Register counts of unanswered requests, with their expiry. */
  private record Owed(Set<Integer> counts, Moment until) {}

  /** The probe to be answered before {@code pdu} is sent; empty if nothing is outstanding. */
  Optional<byte[]> probe(int unit, byte[] pdu, Moment now) {
    Owed owed = byUnit.get(unit);
    if (owed == null || !now.isBefore(owed.until)) {
      byUnit.remove(unit);
      return Optional.empty();
    }
    int count = 1;
    while (owed.counts.contains(count) || count == count(pdu)) {
      count++;
    }
    byte function = pdu[0] == WRITE ? READ_HOLDING : pdu[0];
    ByteBuffer probe = ByteBuffer.allocate(5).put(function).put(pdu, 1, 2).putShort((short) count);
    return Optional.of(probe.array());
  }

  /** Whether an old answer of this unit may still come. */
  boolean outstanding(int unit) {
    return byUnit.containsKey(unit);
  }

  /** Records a failed request, whose answer may still arrive. */
  void failed(int unit, byte[] pdu, Moment now) {
    Owed before = byUnit.get(unit);
    Set<Integer> counts = before == null ? new TreeSet<>() : new TreeSet<>(before.counts);
    counts.add(count(pdu));
    byUnit.put(unit, new Owed(counts, now.plus(LATEST)));
  }

  /** The request got an answer that fits it. */
  void answered(int unit, byte[] pdu, byte[] answer) {
    Owed owed = byUnit.get(unit);
    if (owed == null) {
      return;
    }
    if (answer[0] < 0) {
      // An exception fits every request. If it was an older one's, this one's is under way.
      byUnit.put(unit, new Owed(Set.of(count(pdu)), owed.until));
    } else {
      byUnit.remove(unit);
    }
  }

  /** Registers that a request is about; every request in use has it in the same place. */
  static int count(byte[] pdu) {
    return Short.toUnsignedInt(ByteBuffer.wrap(pdu).getShort(3));
  }
}
