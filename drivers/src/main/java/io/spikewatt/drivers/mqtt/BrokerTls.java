package io.spikewatt.drivers.mqtt;

import io.spikewatt.config.site.Site;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.function.Consumer;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.jspecify.annotations.Nullable;

/**
 * Encryption of the broker's connection. Files are read at each connect, so they may be renewed.
 */
final class BrokerTls {

  private static final char[] NO_PASSWORD = {};

  private BrokerTls() {}

  /**
   * @param seen is given each certificate of a connection, the own one and the broker's
   * @throws IOException if a file cannot be read or holds something else; names the file
   */
  static SSLSocketFactory socketFactory(
      Site.BrokerSecurity security, Consumer<X509Certificate> seen) throws IOException {
    KeyManager @Nullable [] own = null;
    try {
      if (security.certificateFile().isPresent()) {
        String file = security.certificateFile().get();
        own = identity(file, security.keyFile().orElseThrow());
        if (certificates(file).iterator().next() instanceof X509Certificate first) {
          seen.accept(first);
        }
      }
      TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
      trust.init(security.caFile().isPresent() ? authorities(security.caFile().get()) : null);
      TrustManager[] trusted = trust.getTrustManagers();
      if (trusted[0] instanceof X509ExtendedTrustManager judge) {
        trusted[0] = new SeenCertificates(judge, seen);
      }
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(own, trusted, null);
      return context.getSocketFactory();
    } catch (GeneralSecurityException e) {
      throw new IOException("certificates cannot be used: " + e.getMessage(), e);
    }
  }

  private static KeyStore authorities(String file) throws IOException, GeneralSecurityException {
    KeyStore store = emptyStore();
    int number = 0;
    for (Certificate certificate : certificates(file)) {
      store.setCertificateEntry("authority" + number++, certificate);
    }
    return store;
  }

  private static KeyManager[] identity(String certificateFile, String keyFile)
      throws IOException, GeneralSecurityException {
    KeyStore store = emptyStore();
    Certificate[] chain = certificates(certificateFile).toArray(Certificate[]::new);
    store.setKeyEntry("gateway", privateKey(keyFile), NO_PASSWORD, chain);
    KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
    keys.init(store, NO_PASSWORD);
    return keys.getKeyManagers();
  }

  private static KeyStore emptyStore() throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    return store;
  }

  private static Collection<? extends Certificate> certificates(String file)
      throws IOException, GeneralSecurityException {
    try (InputStream in = Files.newInputStream(Path.of(file))) {
      Collection<? extends Certificate> found =
          CertificateFactory.getInstance("X.509").generateCertificates(in);
      if (found.isEmpty()) {
        throw new IOException(file + ": expected certificates in PEM, found none");
      }
      return found;
    }
  }

  private static PrivateKey privateKey(String file) throws IOException {
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
}
