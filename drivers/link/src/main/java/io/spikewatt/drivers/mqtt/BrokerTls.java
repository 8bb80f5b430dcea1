package io.spikewatt.drivers.mqtt;

import io.spikewatt.config.site.Site;
import io.spikewatt.drivers.secret.PemFiles;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.function.Consumer;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Encryption of the broker's connection. Files are read at each connect, so they may be renewed.
 */
final class BrokerTls {

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
        own = PemFiles.identity(file, security.keyFile().orElseThrow());
        if (PemFiles.certificates(file).iterator().next() instanceof X509Certificate first) {
          seen.accept(first);
        }
      }
      TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
      trust.init(
          security.caFile().isPresent() ? PemFiles.authorities(security.caFile().get()) : null);
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
}
