package io.spikewatt.inference.federated;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.interfaces.XECPublicKey;
import java.security.spec.NamedParameterSpec;
import java.security.spec.XECPrivateKeySpec;
import java.security.spec.XECPublicKeySpec;
import java.util.random.RandomGenerator;
import javax.crypto.KDF;
import javax.crypto.KeyAgreement;
import javax.crypto.spec.HKDFParameterSpec;

/**
 * A member's key of one round: X25519 (RFC 7748). Two members derive the same secret from it by
 * HKDF-SHA256 (RFC 5869), each from its own key and the other's public key.
 */
final class PairKey {
  static final int BYTES = 32;

  private static final String CURVE = "X25519";
  private static final BigInteger BASE_POINT = BigInteger.valueOf(9);

  private final byte[] secret;
  private final byte[] publicKey;

  private PairKey(byte[] secret) throws GeneralSecurityException {
    this.secret = secret.clone();
    // The public key is the secret times the base point: the JDK offers no other way to it.
    publicKey = agree(BASE_POINT);
  }

  /** The key of a secret of 32 bytes. */
  static PairKey of(byte[] secret) {
    if (secret.length != BYTES) {
      throw new IllegalArgumentException("a secret of 32 bytes expected, found " + secret.length);
    }
    try {
      return new PairKey(secret);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java has no X25519", e);
    }
  }

  /** A new key. */
  static PairKey drawn(RandomGenerator random) {
    byte[] secret = new byte[BYTES];
    random.nextBytes(secret);
    return of(secret);
  }

  /** The secret, to be shared among the members or kept. */
  byte[] secret() {
    return secret.clone();
  }

  /** The public key, 32 bytes little-endian. */
  byte[] publicKey() {
    return publicKey.clone();
  }

  /**
   * 32 bytes that only the two members can derive.
   *
   * @param context what they are for; the same at both ends
   * @throws RoundRefusal if the other's key is no usable point of the curve
   */
  byte[] shared(byte[] otherPublic, byte[] context) throws RoundRefusal {
    try {
      byte[] agreed = agree(new BigInteger(1, reversed(otherPublic)));
      return KDF.getInstance("HKDF-SHA256")
          .deriveData(HKDFParameterSpec.ofExtract().addIKM(agreed).thenExpand(context, BYTES));
    } catch (GeneralSecurityException e) {
      throw new RoundRefusal(
          RoundRefusal.Cause.BAD_KEY, "a public key that X25519 refuses: " + e.getMessage());
    }
  }

  private byte[] agree(BigInteger point) throws GeneralSecurityException {
    KeyFactory keys = KeyFactory.getInstance(CURVE);
    PrivateKey own = keys.generatePrivate(new XECPrivateKeySpec(NamedParameterSpec.X25519, secret));
    XECPublicKey other =
        (XECPublicKey) keys.generatePublic(new XECPublicKeySpec(NamedParameterSpec.X25519, point));
    KeyAgreement agreement = KeyAgreement.getInstance(CURVE);
    agreement.init(own);
    agreement.doPhase(other, true);
    return agreement.generateSecret();
  }

  private static byte[] reversed(byte[] bytes) {
    byte[] reversed = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      reversed[i] = bytes[bytes.length - 1 - i];
    }
    return reversed;
  }
}
