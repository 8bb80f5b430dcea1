package io.spikewatt.fleet.order;

import io.spikewatt.drivers.secret.PemFiles;
import io.spikewatt.hal.store.PrivateFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.util.Set;
import org.bouncycastle.util.io.pem.PemObject;

/**
 * The key that a fleet's operator signs orders with. It never belongs into a coordinator's folder.
 */
public final class OperatorKey {

  private static final String ALGORITHM = "Ed25519";

  private OperatorKey() {}

  /** File of the public key beside that of the private one. */
  public static Path publicFile(Path keyFile) {
    return keyFile.resolveSibling(
        String.valueOf(keyFile.getFileName()).replaceFirst("\\.key$", "") + ".pub");
  }

  /**
   * Makes a key that only its owner can read, and {@link #publicFile} for the gateways.
   *
   * @throws IOException if a file is there already or cannot be written
   */
  public static void make(Path keyFile) throws IOException, GeneralSecurityException {
    if (Files.exists(publicFile(keyFile))) {
      throw new FileAlreadyExistsException(publicFile(keyFile).toString());
    }
    KeyPair pair = KeyPairGenerator.getInstance(ALGORITHM).generateKeyPair();
    write(keyFile, "PRIVATE KEY", pair.getPrivate().getEncoded(), "rw-------");
    write(publicFile(keyFile), "PUBLIC KEY", pair.getPublic().getEncoded(), "rw-r--r--");
  }

  private static void write(Path file, String kind, byte[] key, String mode) throws IOException {
    String pem = PemFiles.text(new PemObject(kind, key));
    PrivateFiles.create(file, pem.getBytes(StandardCharsets.US_ASCII), mode);
  }

  /**
   * Reads the private key.
   *
   * @throws IOException if the file cannot be read or holds something else; names the file
   */
  public static PrivateKey read(Path keyFile) throws IOException {
    PrivateKey key = PemFiles.privateKey(keyFile.toString());
    if (!Set.of(ALGORITHM, "EdDSA").contains(key.getAlgorithm())) {
      throw new IOException(
          "%s: expected a private key of Ed25519, found one of %s"
              .formatted(keyFile, key.getAlgorithm()));
    }
    return key;
  }
}
