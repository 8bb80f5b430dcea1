package io.spikewatt.controller.protocol;

import io.spikewatt.inference.federated.OpenKeys;
import io.spikewatt.inference.federated.RoundRefusal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A member's keys of a round, its certificate (DER), and its signature over {@link #signed}. */
public record SignedKeys(OpenKeys keys, byte[] certificate, byte[] signature) {

  private static final int PARTS = 3;
  private static final int MOST_MEMBERS = 255;

  /** A signature of anything else cannot be taken for one of round keys. */
  private static final byte[] PURPOSE =
      "spikewatt round keys 1\n".getBytes(StandardCharsets.US_ASCII);

  static byte[] signed(OpenKeys keys) {
    byte[] encoded = keys.encoded();
    byte[] bytes = new byte[PURPOSE.length + encoded.length];
    System.arraycopy(PURPOSE, 0, bytes, 0, PURPOSE.length);
    System.arraycopy(encoded, 0, bytes, PURPOSE.length, encoded.length);
    return bytes;
  }

  public byte[] encoded() {
    return BlockList.encoded(List.of(keys.encoded(), certificate, signature));
  }

  /**
   * Reverses {@link #encoded}, without a check of the signature.
   *
   * @throws RoundRefusal for other bytes
   */
  public static SignedKeys decoded(byte[] message) throws RoundRefusal {
    List<byte[]> parts = BlockList.decoded("signed keys", message, PARTS, PARTS);
    return new SignedKeys(OpenKeys.decoded(parts.get(0)), parts.get(1), parts.get(2));
  }

  public static byte[] encodedAll(List<SignedKeys> group) {
    return BlockList.encoded(group.stream().map(SignedKeys::encoded).toList());
  }

  /** Reverses {@link #encodedAll}; throws for other bytes. */
  public static List<SignedKeys> decodedAll(byte[] message) throws RoundRefusal {
    List<SignedKeys> group = new ArrayList<>();
    for (byte[] block : BlockList.decoded("keys of a group", message, 0, MOST_MEMBERS)) {
      group.add(decoded(block));
    }
    return group;
  }
}
