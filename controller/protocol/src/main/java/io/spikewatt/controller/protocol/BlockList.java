package io.spikewatt.controller.protocol;

import io.spikewatt.inference.federated.RoundRefusal;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** Blocks of bytes as one message: their number, then each with its length, little-endian. */
final class BlockList {

  private BlockList() {}

  static byte[] encoded(List<byte[]> blocks) {
    int size = blocks.stream().mapToInt(block -> Integer.BYTES + block.length).sum();
    ByteBuffer bytes = ByteBuffer.allocate(Integer.BYTES + size).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putInt(blocks.size());
    blocks.forEach(block -> bytes.putInt(block.length).put(block));
    return bytes.array();
  }

  /**
   * Reverses {@link #encoded}.
   *
   * @param what name of the message, for a refusal
   * @param least number of blocks
   * @param most number of blocks
   * @throws RoundRefusal for other bytes
   */
  static List<byte[]> decoded(String what, byte[] message, int least, int most)
      throws RoundRefusal {
    ByteBuffer bytes = ByteBuffer.wrap(message).order(ByteOrder.LITTLE_ENDIAN);
    List<byte[]> blocks = new ArrayList<>();
    try {
      int count = bytes.getInt();
      if (count < least || count > most) {
        throw malformed(what, "%d to %d parts expected, found %d".formatted(least, most, count));
      }
      for (int i = 0; i < count; i++) {
        int length = bytes.getInt();
        if (length < 0 || length > bytes.remaining()) {
          throw malformed(what, "a part of %d bytes in %d".formatted(length, bytes.remaining()));
        }
        byte[] block = new byte[length];
        bytes.get(block);
        blocks.add(block);
      }
    } catch (BufferUnderflowException _) {
      throw malformed(what, "it ends early");
    }
    if (bytes.hasRemaining()) {
      throw malformed(what, bytes.remaining() + " bytes follow");
    }
    return blocks;
  }

  private static RoundRefusal malformed(String what, String detail) {
    return new RoundRefusal(RoundRefusal.Cause.MALFORMED, what + ": " + detail);
  }
}
