package io.spikewatt.inference.federated;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** Expands a key to as many random integers as an update has values: AES-256 in counter mode. */
final class MaskStream {
  private static final int BLOCK = 16;

  private MaskStream() {}

  /** The mask of a 32-byte key, the same on every machine; a key serves one mask only. */
  static int[] of(byte[] key, int length) {
    try {
      Cipher cipher = Cipher.getInstance("AES/CTR/NoPadding");
      cipher.init(
          Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"), new IvParameterSpec(new byte[BLOCK]));
      int[] mask = new int[length];
      ByteBuffer.wrap(cipher.doFinal(new byte[length * Integer.BYTES]))
          .order(ByteOrder.LITTLE_ENDIAN)
          .asIntBuffer()
          .get(mask);
      return mask;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java has no AES in counter mode", e);
    }
  }
}
