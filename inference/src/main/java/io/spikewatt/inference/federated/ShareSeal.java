package io.spikewatt.inference.federated;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** Seals the two shares of a member for another: AES-256-GCM, the nonce in front. */
final class ShareSeal {
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BYTES = 16;
  private static final int PLAIN_BYTES = 2 * PairKey.BYTES;

  /** Length of what is sealed. */
  static final int SEALED_BYTES = NONCE_BYTES + PLAIN_BYTES + TAG_BYTES;

  private ShareSeal() {}

  /** Shares of the key of a member's own mask and of the secret of its pair masks. */
  record Opened(byte[] selfMask, byte[] pairKey) {}

  static byte[] sealed(byte[] key, Opened shares, RandomGenerator random) {
    byte[] nonce = new byte[NONCE_BYTES];
    random.nextBytes(nonce);
    byte[] plain = Arrays.copyOf(shares.selfMask, PLAIN_BYTES);
    System.arraycopy(shares.pairKey, 0, plain, PairKey.BYTES, PairKey.BYTES);
    byte[] sealed = Arrays.copyOf(nonce, SEALED_BYTES);
    try {
      cipher(Cipher.ENCRYPT_MODE, key, nonce).doFinal(plain, 0, plain.length, sealed, NONCE_BYTES);
      return sealed;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java has no AES-GCM", e);
    }
  }

  static Opened opened(byte[] key, SealedShare share) throws RoundRefusal {
    if (share.sealed().length != SEALED_BYTES) {
      throw new RoundRefusal(
          RoundRefusal.Cause.MALFORMED,
          "a sealed share of %d bytes expected, found %d"
              .formatted(SEALED_BYTES, share.sealed().length));
    }
    byte[] nonce = Arrays.copyOf(share.sealed(), NONCE_BYTES);
    try {
      byte[] plain =
          cipher(Cipher.DECRYPT_MODE, key, nonce)
              .doFinal(share.sealed(), NONCE_BYTES, SEALED_BYTES - NONCE_BYTES);
      return new Opened(
          Arrays.copyOf(plain, PairKey.BYTES),
          Arrays.copyOfRange(plain, PairKey.BYTES, PLAIN_BYTES));
    } catch (GeneralSecurityException e) {
      throw new RoundRefusal(
          RoundRefusal.Cause.FORGED_SHARE,
          "member %d cannot open the share of member %d".formatted(share.to(), share.from()));
    }
  }

  private static Cipher cipher(int mode, byte[] key, byte[] nonce) throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(
        mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(TAG_BYTES * Byte.SIZE, nonce));
    return cipher;
  }
}
