package io.spikewatt.controller.sparkplug;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * Reads payloads in the protobuf encoding of {@code sparkplug_b.proto}. The sender is not trusted:
 * sizes are bounded before anything is allocated, and what is not needed is skipped unread.
 */
final class SparkplugDecoder {

  /** As the largest packet that the link lets through. */
  static final int MAX_BYTES = 64 * 1024;

  static final int MAX_METRICS = 1_000;

  /** Longest name or text, bytes. */
  static final int MAX_TEXT = 1_024;

  private static final int VARINT = 0;
  private static final int FIXED64 = 1;
  private static final int LENGTH = 2;
  private static final int FIXED32 = 5;

  private final byte[] bytes;
  private final int end;
  private int at;

  /** A payload that is none, and why. */
  static final class MalformedPayload extends Exception {
    private static final long serialVersionUID = 1L;

    MalformedPayload(String message) {
      super(message);
    }
  }

  private SparkplugDecoder(byte[] bytes, int from, int end) {
    this.bytes = bytes;
    this.at = from;
    this.end = end;
  }

  static SparkplugPayload decode(byte[] payload) throws MalformedPayload {
    if (payload.length > MAX_BYTES) {
      throw new MalformedPayload("payload of " + payload.length + " bytes, at most " + MAX_BYTES);
    }
    return new SparkplugDecoder(payload, 0, payload.length).payload();
  }

  private SparkplugPayload payload() throws MalformedPayload {
    OptionalLong timestamp = OptionalLong.empty();
    OptionalLong seq = OptionalLong.empty();
    List<PayloadMetric> metrics = new ArrayList<>();
    while (at < end) {
      int tag = tag();
      switch (tag) {
        case (1 << 3) | VARINT -> timestamp = OptionalLong.of(varint());
        case (2 << 3) | LENGTH -> {
          if (metrics.size() >= MAX_METRICS) {
            throw new MalformedPayload("more than " + MAX_METRICS + " metrics");
          }
          metrics.add(nested().metric());
        }
        case (3 << 3) | VARINT -> seq = OptionalLong.of(varint());
        default -> skip(tag);
      }
    }
    return new SparkplugPayload(timestamp, metrics, seq);
  }

  private PayloadMetric metric() throws MalformedPayload {
    Optional<String> name = Optional.empty();
    OptionalLong alias = OptionalLong.empty();
    OptionalLong timestamp = OptionalLong.empty();
    OptionalInt type = OptionalInt.empty();
    boolean historical = false;
    boolean isNull = false;
    Optional<MetricValue> value = Optional.empty();
    while (at < end) {
      int tag = tag();
      switch (tag) {
        case (1 << 3) | LENGTH -> name = Optional.of(text());
        case (2 << 3) | VARINT -> alias = OptionalLong.of(varint());
        case (3 << 3) | VARINT -> timestamp = OptionalLong.of(varint());
        case (4 << 3) | VARINT -> type = OptionalInt.of((int) varint());
        case (5 << 3) | VARINT -> historical = varint() != 0;
        case (7 << 3) | VARINT -> isNull = varint() != 0;
        default -> {
          Optional<MetricValue> read = value(tag);
          value = read.isPresent() ? read : value;
        }
      }
    }
    return new PayloadMetric(
        name, alias, timestamp, type, historical, isNull ? Optional.empty() : value, Map.of());
  }

  /** The value of a field that holds one; any other field is skipped. */
  private Optional<MetricValue> value(int tag) throws MalformedPayload {
    return switch (tag) {
      case (10 << 3) | VARINT -> Optional.of(new MetricValue.Whole32((int) varint()));
      case (11 << 3) | VARINT -> Optional.of(new MetricValue.Whole64(varint()));
      case (12 << 3) | FIXED32 ->
          Optional.of(new MetricValue.Real(Float.intBitsToFloat((int) fixed(4))));
      case (13 << 3) | FIXED64 ->
          Optional.of(new MetricValue.Real(Double.longBitsToDouble(fixed(8))));
      case (14 << 3) | VARINT -> Optional.of(new MetricValue.Flag(varint() != 0));
      case (15 << 3) | LENGTH -> Optional.of(new MetricValue.Text(text()));
      case (16 << 3) | LENGTH, (17 << 3) | LENGTH, (18 << 3) | LENGTH, (19 << 3) | LENGTH -> {
        skip(tag);
        yield Optional.of(new MetricValue.Opaque());
      }
      default -> {
        skip(tag);
        yield Optional.empty();
      }
    };
  }

  private void skip(int tag) throws MalformedPayload {
    switch (tag & 7) {
      case VARINT -> varint();
      case FIXED64 -> fixed(8);
      case LENGTH -> {
        int length = length();
        at += length;
      }
      case FIXED32 -> fixed(4);
      default -> throw new MalformedPayload("no such wire type: " + (tag & 7));
    }
  }

  private SparkplugDecoder nested() throws MalformedPayload {
    int length = length();
    at += length;
    return new SparkplugDecoder(bytes, at - length, at);
  }

  private String text() throws MalformedPayload {
    int length = length();
    if (length > MAX_TEXT) {
      throw new MalformedPayload("text of " + length + " bytes, at most " + MAX_TEXT);
    }
    at += length;
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes, at - length, length))
          .toString();
    } catch (CharacterCodingException e) {
      throw new MalformedPayload("a text is not UTF-8");
    }
  }

  private int tag() throws MalformedPayload {
    long tag = varint();
    if (tag < 8 || tag > 0xFFFF_FFFFL) {
      throw new MalformedPayload("no field has the number " + (tag >>> 3));
    }
    return (int) tag;
  }

  /** Number of the bytes that follow; there are that many. */
  private int length() throws MalformedPayload {
    long length = varint();
    if (length < 0 || length > end - at) {
      throw new MalformedPayload("cut off");
    }
    return (int) length;
  }

  private long varint() throws MalformedPayload {
    long value = 0;
    for (int shift = 0; shift < 70; shift += 7) {
      if (at >= end) {
        throw new MalformedPayload("cut off");
      }
      byte b = bytes[at++];
      value |= (b & 0x7FL) << shift;
      if (b >= 0) {
        return value;
      }
    }
    throw new MalformedPayload("a number of more than ten bytes");
  }

  private long fixed(int size) throws MalformedPayload {
    if (size > end - at) {
      throw new MalformedPayload("cut off");
    }
    long value = 0;
    for (int i = 0; i < size; i++) {
      value |= (bytes[at++] & 0xFFL) << (8 * i);
    }
    return value;
  }
}
