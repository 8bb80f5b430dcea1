package io.spikewatt.fleet.registry;

import io.spikewatt.controller.protocol.SignedModel;
import io.spikewatt.hal.store.PrivateFiles;
import io.spikewatt.inference.federated.SharedModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;

/** Signs models with Ed25519, so that no broker on the way can change or invent one. */
public final class ModelSigner {

  private static final String ALGORITHM = "Ed25519";

  private final PrivateKey privateKey;
  private final PublicKey publicKey;

  private ModelSigner(PrivateKey privateKey, PublicKey publicKey) {
    this.privateKey = privateKey;
    this.publicKey = publicKey;
  }

  /**
   * The signer of a coordinator; its key is made on the first start and kept.
   *
   * @param folder holds {@code model.key} and {@code model.pub}, which others cannot read
   */
  public static ModelSigner of(Path folder) throws IOException, GeneralSecurityException {
    Path secret = folder.resolve("model.key");
    Path open = folder.resolve("model.pub");
    if (!Files.exists(secret)) {
      KeyPair pair = KeyPairGenerator.getInstance(ALGORITHM).generateKeyPair();
      PrivateFiles.createDirectories(folder);
      PrivateFiles.replace(open, pair.getPublic().getEncoded());
      PrivateFiles.replace(secret, pair.getPrivate().getEncoded());
    }
    KeyFactory keys = KeyFactory.getInstance(ALGORITHM);
    return new ModelSigner(
        keys.generatePrivate(new PKCS8EncodedKeySpec(Files.readAllBytes(secret))),
        keys.generatePublic(new X509EncodedKeySpec(Files.readAllBytes(open))));
  }

  /** What gateways check signatures with. */
  public PublicKey publicKey() {
    return publicKey;
  }

  public SignedModel sign(SharedModel model) {
    byte[] bytes = model.encoded();
    try {
      Signature signature = Signature.getInstance(ALGORITHM);
      signature.initSign(privateKey);
      signature.update(bytes);
      return new SignedModel(bytes, signature.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("a key that was made here does not sign", e);
    }
  }
}
