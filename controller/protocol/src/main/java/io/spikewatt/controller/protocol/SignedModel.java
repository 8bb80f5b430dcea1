package io.spikewatt.controller.protocol;

import io.spikewatt.inference.federated.RoundRefusal;
import io.spikewatt.inference.federated.SharedModel;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;

/** A model's bytes as they go to the gateways, and the coordinator's signature over them. */
public record SignedModel(byte[] model, byte[] signature) {

  private static final int MOST_BYTES = 1 << 23;

  /** Length and bytes of the model, then the signature, little-endian. */
  public byte[] encoded() {
    return ByteBuffer.allocate(Integer.BYTES + model.length + signature.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt(model.length)
        .put(model)
        .put(signature)
        .array();
  }

  /** Reverses {@link #encoded}; throws for other bytes. */
  public static SignedModel decoded(byte[] message) throws ModelRefusal {
    ByteBuffer bytes = ByteBuffer.wrap(message).order(ByteOrder.LITTLE_ENDIAN);
    try {
      int length = bytes.getInt();
      if (length < 0 || length > Math.min(MOST_BYTES, bytes.remaining())) {
        throw new ModelRefusal(
            ModelRefusal.Cause.MALFORMED,
            "a model of %d bytes in %d".formatted(length, bytes.remaining()));
      }
      byte[] model = new byte[length];
      bytes.get(model);
      byte[] signature = new byte[bytes.remaining()];
      bytes.get(signature);
      return new SignedModel(model, signature);
    } catch (BufferUnderflowException _) {
      throw new ModelRefusal(ModelRefusal.Cause.MALFORMED, "no length");
    }
  }

  /**
   * The model, once its signature was checked with Ed25519.
   *
   * @param key the coordinator's
   * @throws ModelRefusal if the signature is forged, or the model is no model
   */
  public SharedModel verified(PublicKey key) throws ModelRefusal {
    try {
      Signature check = Signature.getInstance("Ed25519");
      check.initVerify(key);
      check.update(model);
      if (!check.verify(signature)) {
        throw forged("a signature of the coordinator expected");
      }
      return SharedModel.decoded(model);
    } catch (GeneralSecurityException e) {
      throw forged(String.valueOf(e.getMessage()));
    } catch (RoundRefusal e) {
      throw new ModelRefusal(ModelRefusal.Cause.MALFORMED, String.valueOf(e.getMessage()));
    }
  }

  private static ModelRefusal forged(String detail) {
    return new ModelRefusal(ModelRefusal.Cause.FORGED_SIGNATURE, detail);
  }
}
