package io.spikewatt.controller.assistant.proposal;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.time.Instant;

/** A person's word that one proposal may be executed. Its texts come from outside. */
public sealed interface Approval {

  /** Id of the proposal. */
  String proposal();

  /** Hash of the proposal as the person saw it. */
  String hash();

  /** Name of the person. */
  String approver();

  /**
   * A PIN typed on the page.
   *
   * @param pin as typed
   */
  record Typed(String proposal, String hash, String approver, String pin) implements Approval {

    /** Leaves out the PIN. */
    @Override
    public String toString() {
      return "PIN of %s for %s %s".formatted(approver, proposal, hash);
    }
  }

  /**
   * A signed message.
   *
   * @param signedAt by the signing device's clock
   * @param signature Ed25519 over {@link #signedBytes}
   */
  record Signed(String proposal, String hash, String approver, Instant signedAt, byte[] signature)
      implements Approval {

    private static final String ALGORITHM = "Ed25519";

    public Signed {
      signature = signature.clone();
    }

    @Override
    public byte[] signature() {
      return signature.clone();
    }

    /** The bytes that a device signs. */
    static byte[] signedBytes(String proposal, String hash, String approver, Instant signedAt) {
      return new CanonicalBytes("spikewatt assistant approval 1")
          .add(proposal)
          .add(hash)
          .add(approver)
          .add(signedAt.toString())
          .toBytes();
    }

    /**
     * Signs an approval.
     *
     * @param key Ed25519
     * @throws GeneralSecurityException if the key is another one
     */
    public static Signed sign(
        String proposal, String hash, String approver, Instant signedAt, PrivateKey key)
        throws GeneralSecurityException {
      Signature signature = Signature.getInstance(ALGORITHM);
      signature.initSign(key);
      signature.update(signedBytes(proposal, hash, approver, signedAt));
      return new Signed(proposal, hash, approver, signedAt, signature.sign());
    }

    /** Whether the holder of a key signed exactly this. */
    boolean isSignedBy(PublicKey key) {
      try {
        Signature check = Signature.getInstance(ALGORITHM);
        check.initVerify(key);
        check.update(signedBytes(proposal, hash, approver, signedAt));
        return check.verify(signature);
      } catch (GeneralSecurityException _) {
        // The signature has another length, or the key is of another kind.
        return false;
      }
    }

    @Override
    public String toString() {
      return "signature of %s at %s for %s %s".formatted(approver, signedAt, proposal, hash);
    }
  }
}
