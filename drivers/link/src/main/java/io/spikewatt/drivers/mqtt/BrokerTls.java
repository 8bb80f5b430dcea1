package io.spikewatt.drivers.mqtt;

import io.spikewatt.config.site.Site;
import io.spikewatt.drivers.secret.PemFiles;
import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.function.Consumer;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/** Encryption of the broker's connection. Files are read at each connect, to allow renewal. */
final class BrokerTls {

  private BrokerTls() {}

  /**
   * @param seen receives each certificate of a connection, the own one and the broker's
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

  /** Delegates to another trust manager and passes on the certificates of trusted servers. */
  private static final class SeenCertificates extends X509ExtendedTrustManager {

    private final X509ExtendedTrustManager judge;
    private final Consumer<X509Certificate> seen;

    SeenCertificates(X509ExtendedTrustManager judge, Consumer<X509Certificate> seen) {
      this.judge = judge;
      this.seen = seen;
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
        throws CertificateException {
      judge.checkServerTrusted(chain, type, socket);
      seen.accept(chain[0]);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
        throws CertificateException {
      judge.checkServerTrusted(chain, type, engine);
      seen.accept(chain[0]);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type)
        throws CertificateException {
      judge.checkServerTrusted(chain, type);
      seen.accept(chain[0]);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
        throws CertificateException {
      judge.checkClientTrusted(chain, type, socket);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
        throws CertificateException {
      judge.checkClientTrusted(chain, type, engine);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type)
        throws CertificateException {
      judge.checkClientTrusted(chain, type);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return judge.getAcceptedIssuers();
    }
  }
}
