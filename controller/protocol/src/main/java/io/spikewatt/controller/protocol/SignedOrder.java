package io.spikewatt.controller.protocol;

import io.spikewatt.controller.protocol.OrderRefusal.Cause;
import io.spikewatt.hal.store.Sha256;
import io.spikewatt.inference.federated.RoundRefusal;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.util.List;

/** An order's bytes as they go to a gateway, and the operator's signature over them. */
public record SignedOrder(byte[] order, byte[] signature) {

  private static final String ALGORITHM = "Ed25519";

  /** A signature of anything else cannot be taken for one of an order. */
  private static final byte[] PURPOSE =
      "spikewatt fleet order 1\n".getBytes(StandardCharsets.US_ASCII);

  /**
   * Signs an order.
   *
   * @param key of the fleet's operator, Ed25519
   * @throws GeneralSecurityException if the key is another one
   */
  public static SignedOrder sign(FleetOrder order, PrivateKey key) throws GeneralSecurityException {
    byte[] bytes = order.encoded();
    Signature signature = Signature.getInstance(ALGORITHM);
    signature.initSign(key);
    signature.update(PURPOSE);
    signature.update(bytes);
    return new SignedOrder(bytes, signature.sign());
  }

  public byte[] encoded() {
    return BlockList.encoded(List.of(order, signature));
  }

  /**
   * Reverses {@link #encoded}, without a check of the signature.
   *
   * @throws OrderRefusal for other bytes
   */
  public static SignedOrder decoded(byte[] message) throws OrderRefusal {
    try {
      List<byte[]> parts = BlockList.decoded("signed order", message, 2, 2);
      return new SignedOrder(parts.get(0), parts.get(1));
    } catch (RoundRefusal e) {
      throw new OrderRefusal(Cause.MALFORMED, String.valueOf(e.getMessage()));
    }
  }

  /** The content, without verifying the signature. */
  public FleetOrder unverified() throws OrderRefusal {
    return FleetOrder.decoded(order);
  }

  /**
   * The order, once its signature was checked.
   *
   * @param key of the fleet's operator
   * @throws OrderRefusal if the signature is forged
   */
  public FleetOrder verified(PublicKey key) throws OrderRefusal {
    try {
      Signature check = Signature.getInstance(ALGORITHM);
      check.initVerify(key);
      check.update(PURPOSE);
      check.update(order);
      if (check.verify(signature)) {
        return unverified();
      }
    } catch (GeneralSecurityException _) {
      // Of another length, or with a key of another kind.
    }
    throw new OrderRefusal(
        Cause.FORGED_SIGNATURE, "a signature of the fleet's operator expected, found another");
  }

  /** SHA-256 of the order's bytes, in hexadecimal. */
  public String hash() {
    return Sha256.of(order);
  }
}
