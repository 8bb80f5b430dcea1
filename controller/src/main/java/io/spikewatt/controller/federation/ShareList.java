package io.spikewatt.controller.federation;

import io.spikewatt.inference.federated.RoundRefusal;
import io.spikewatt.inference.federated.SealedShare;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** Sealed shares as one message: their number, then each with its length, little-endian. */
public final class ShareList {

  private static final int MOST = 255;

  private ShareList() {}

  public static byte[] encoded(List<SealedShare> shares) {
    List<byte[]> blocks = shares.stream().map(SealedShare::encoded).toList();
    int size = blocks.stream().mapToInt(block -> Integer.BYTES + block.length).sum();
    ByteBuffer bytes = ByteBuffer.allocate(Integer.BYTES + size).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putInt(blocks.size());
    blocks.forEach(block -> bytes.putInt(block.length).put(block));
    return bytes.array();
  }

  /**
   * Reads what {@link #encoded} wrote.
   *
   * @throws RoundRefusal for other bytes
   */
  public static List<SealedShare> decoded(byte[] message) throws RoundRefusal {
    ByteBuffer bytes = ByteBuffer.wrap(message).order(ByteOrder.LITTLE_ENDIAN);
    List<SealedShare> shares = new ArrayList<>();
    try {
      int count = bytes.getInt();
      if (count < 0 || count > MOST) {
        throw malformed("0 to %d shares expected, found %d".formatted(MOST, count));
      }
      for (int i = 0; i < count; i++) {
        int length = bytes.getInt();
        if (length < 0 || length > bytes.remaining()) {
          throw malformed("a share of %d bytes in %d".formatted(length, bytes.remaining()));
        }
        byte[] block = new byte[length];
        bytes.get(block);
        shares.add(SealedShare.decoded(block));
      }
    } catch (BufferUnderflowException _) {
      throw malformed("it ends early");
    }
    if (bytes.hasRemaining()) {
      throw malformed(bytes.remaining() + " bytes follow");
    }
    return shares;
  }

  private static RoundRefusal malformed(String detail) {
    return new RoundRefusal(RoundRefusal.Cause.MALFORMED, "a list of shares: " + detail);
  }
}
