package io.spikewatt.controller.history;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.CRC32;

/**
 * One series' minute means of an hour. Packed, they take about two bytes a minute: the marks of
 * known minutes, then each known value's difference from the one before in whole W, then a checksum
 * over series, hour and content.
 *
 * @param hour its start
 * @param watts 60 values, W, NaN = unknown; not to be changed by readers
 */
record MinuteBlock(String series, Instant hour, double[] watts) {

  /** Minutes of a block. */
  static final int MINUTES = 60;

  static final Duration LENGTH = Duration.ofHours(1);

  /** No mean of a minute is larger. */
  private static final double LARGEST_W = 1e12;

  private static final byte VERSION = 1;
  private static final int CHECKSUM_BYTES = 4;
  private static final int VALUE_BYTES = 10;
  private static final int MORE = 0x80;
  private static final int BITS = 7;

  /** An hour of which nothing is known. */
  static MinuteBlock unknown(String series, Instant hour) {
    double[] watts = new double[MINUTES];
    Arrays.fill(watts, Double.NaN);
    return new MinuteBlock(series, hour, watts);
  }

  /** Start of the hour that contains a time. */
  static Instant hourOf(Instant time) {
    long seconds = LENGTH.toSeconds();
    return Instant.ofEpochSecond(Math.floorDiv(time.getEpochSecond(), seconds) * seconds);
  }

  /** The same, completed by the known minutes of another block of the hour. */
  MinuteBlock completedBy(MinuteBlock other) {
    double[] both = watts.clone();
    Arrays.setAll(both, i -> Double.isNaN(both[i]) ? other.watts[i] : both[i]);
    return new MinuteBlock(series, hour, both);
  }

  byte[] pack() {
    ByteBuffer bytes =
        ByteBuffer.allocate(1 + Long.BYTES + MINUTES * VALUE_BYTES + CHECKSUM_BYTES).put(VERSION);
    long known = 0;
    for (int i = 0; i < MINUTES; i++) {
      known |= isKnown(watts[i]) ? 1L << i : 0;
    }
    bytes.putLong(known);
    long last = 0;
    for (double value : watts) {
      if (isKnown(value)) {
        long whole = Math.round(value);
        putDifference(bytes, whole - last);
        last = whole;
      }
    }
    bytes.putInt(checksum(series, hour, bytes.array(), bytes.position()));
    return Arrays.copyOf(bytes.array(), bytes.position());
  }

  /** The block; empty if the bytes are damaged, another's, or packed by a later version. */
  static Optional<MinuteBlock> unpack(String series, Instant hour, byte[] packed) {
    int length = packed.length - CHECKSUM_BYTES;
    if (length < 1 + Long.BYTES
        || packed[0] != VERSION
        || ByteBuffer.wrap(packed).getInt(length) != checksum(series, hour, packed, length)) {
      return Optional.empty();
    }
    ByteBuffer bytes = ByteBuffer.wrap(packed, 1, length - 1);
    long known = bytes.getLong();
    MinuteBlock block = unknown(series, hour);
    long last = 0;
    try {
      for (int i = 0; i < MINUTES; i++) {
        if ((known & (1L << i)) != 0) {
          last += difference(bytes);
          double watts = (double) last;
          block.watts[i] = isKnown(watts) ? watts : Double.NaN;
        }
      }
    } catch (BufferUnderflowException shorter) {
      return Optional.empty();
    }
    return bytes.hasRemaining() ? Optional.empty() : Optional.of(block);
  }

  private static boolean isKnown(double watts) {
    return Math.abs(watts) <= LARGEST_W;
  }

  /** Small ones of either sign take a byte. */
  private static void putDifference(ByteBuffer bytes, long difference) {
    long rest = (difference << 1) ^ (difference >> (Long.SIZE - 1));
    while (rest >= MORE) {
      bytes.put((byte) ((rest & (MORE - 1)) | MORE));
      rest >>>= BITS;
    }
    bytes.put((byte) rest);
  }

  private static long difference(ByteBuffer bytes) {
    long coded = 0;
    for (int shift = 0; ; shift += BITS) {
      byte next = bytes.get();
      coded |= (long) (next & (MORE - 1)) << shift;
      if (next >= 0) {
        return (coded >>> 1) ^ -(coded & 1);
      }
    }
  }

  private static int checksum(String series, Instant hour, byte[] bytes, int length) {
    CRC32 crc = new CRC32();
    crc.update(series.getBytes(UTF_8));
    crc.update(ByteBuffer.allocate(Long.BYTES).putLong(hour.getEpochSecond()).flip());
    crc.update(bytes, 0, length);
    return (int) crc.getValue();
  }
}
