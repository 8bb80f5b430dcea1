package io.spikewatt.drivers.secret;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.Reader;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.X509EncodedKeySpec;
import java.util.Collection;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.util.io.pem.PemObjectGenerator;
import org.bouncycastle.util.io.pem.PemWriter;

/**
 * Reads and writes PEM. An IOException names a file that cannot be read or lacks the expected
 * content.
 */
public final class PemFiles {

  private static final char[] NO_PASSWORD = {};

  /** A key or the parameters of its curve, which Java's reader of certificates refuses. */
  private static final Pattern KEY =
      Pattern.compile(
          "-----BEGIN ([A-Z ]*PRIVATE KEY|EC PARAMETERS)-----[^-]*-----END \\1-----\\s*");

  private PemFiles() {}

  /** A certificate with its key, which identifies this side of a connection. */
  public static KeyManager[] identity(String certificateFile, String keyFile)
      throws IOException, GeneralSecurityException {
    KeyStore store = emptyStore();
    Certificate[] chain = certificates(certificateFile).toArray(Certificate[]::new);
    store.setKeyEntry("gateway", privateKey(keyFile), NO_PASSWORD, chain);
    KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
    keys.init(store, NO_PASSWORD);
    return keys.getKeyManagers();
  }

  /** Encryption of a page with a certificate and its key. */
  public static SSLContext page(String certificateFile, String keyFile) throws IOException {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(identity(certificateFile, keyFile), null, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IOException("the page's certificate cannot be used: " + e.getMessage(), e);
    }
  }

  /** A key store without entries. */
  public static KeyStore emptyStore() throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    return store;
  }

  /** Certificates of a file as trusted authorities, at least one. */
  public static KeyStore authorities(String file) throws IOException, GeneralSecurityException {
    KeyStore store = emptyStore();
    int number = 0;
    for (Certificate certificate : certificates(file)) {
      store.setCertificateEntry("authority" + number++, certificate);
    }
    return store;
  }

  /** All certificates of a file, at least one; a key between them is ignored. */
  public static Collection<? extends Certificate> certificates(String file)
      throws IOException, GeneralSecurityException {
    String text = new String(Files.readAllBytes(Path.of(file)), ISO_8859_1);
    byte[] certificates = KEY.matcher(text).replaceAll("").getBytes(ISO_8859_1);
    CertificateFactory factory = CertificateFactory.getInstance("X.509");
    try {
      Collection<? extends Certificate> found =
          factory.generateCertificates(new ByteArrayInputStream(certificates));
      if (!found.isEmpty()) {
        return found;
      }
    } catch (CertificateException e) {
      throw new IOException(file + ": expected certificates in PEM: " + e.getMessage(), e);
    }
    throw new IOException(file + ": expected certificates in PEM, found none");
  }

  /** The first certificate of a file. */
  public static X509Certificate certificate(String file)
      throws IOException, GeneralSecurityException {
    if (certificates(file).iterator().next() instanceof X509Certificate first) {
      return first;
    }
    throw new IOException(file + ": expected a certificate of X.509");
  }

  /** A public key of Ed25519. */
  public static PublicKey ed25519(String file) throws IOException {
    try (Reader reader = Files.newBufferedReader(Path.of(file));
        PEMParser parser = new PEMParser(reader)) {
      if (parser.readObject() instanceof SubjectPublicKeyInfo info) {
        return KeyFactory.getInstance("Ed25519")
            .generatePublic(new X509EncodedKeySpec(info.getEncoded()));
      }
    } catch (GeneralSecurityException e) {
      throw new IOException(file + ": expected a public key of Ed25519: " + e.getMessage(), e);
    }
    throw new IOException(file + ": expected a public key of Ed25519 in PEM");
  }

  /** A private key without a password. */
  public static PrivateKey privateKey(String file) throws IOException {
    try (Reader reader = Files.newBufferedReader(Path.of(file));
        PEMParser parser = new PEMParser(reader)) {
      // The parameters of a curve may stand before its key.
      for (Object found = parser.readObject(); found != null; found = parser.readObject()) {
        if (found instanceof PrivateKeyInfo info) {
          return new JcaPEMKeyConverter().getPrivateKey(info);
        }
        if (found instanceof PEMKeyPair pair) {
          return new JcaPEMKeyConverter().getPrivateKey(pair.getPrivateKeyInfo());
        }
      }
      throw new IOException(file + ": expected a private key in PEM, not encrypted");
    }
  }

  /** PEM, one part after the other. */
  public static String text(PemObjectGenerator... parts) throws IOException {
    StringWriter text = new StringWriter();
    try (PemWriter writer = new PemWriter(text)) {
      for (PemObjectGenerator part : parts) {
        writer.writeObject(part);
      }
    }
    return text.toString();
  }
}
