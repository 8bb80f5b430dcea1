package io.spikewatt.controller.assistant.proposal;

import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/** Texts one after the other, each with its length in front: no two lists have the same bytes. */
final class CanonicalBytes {

  static final Charset CHARSET = StandardCharsets.UTF_8;

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);

  /** {@code purpose}: bytes for anything else cannot be taken for these. */
  CanonicalBytes(String purpose) {
    add(purpose);
  }

  CanonicalBytes add(String text) {
    byte[] encoded = text.getBytes(CHARSET);
    bytes.writeBytes((encoded.length + ":").getBytes(CHARSET));
    bytes.writeBytes(encoded);
    bytes.write('\n');
    return this;
  }

  byte[] toBytes() {
    return bytes.toByteArray();
  }
}
