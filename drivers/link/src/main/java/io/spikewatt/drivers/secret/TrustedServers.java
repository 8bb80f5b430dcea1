package io.spikewatt.drivers.secret;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;

/** Encryption towards servers whose authority is configured. */
public final class TrustedServers {

  private TrustedServers() {}

  /**
   * Sockets that trust the authorities of a file alone.
   *
   * @param caFile certificates in PEM; empty = the authorities that Java trusts
   * @return empty for Java's own
   * @throws IOException if the file cannot be read or holds something else; names the file
   */
  public static Optional<SSLSocketFactory> sockets(Optional<String> caFile) throws IOException {
    if (caFile.isEmpty()) {
      return Optional.empty();
    }
    try {
      TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
      trust.init(PemFiles.authorities(caFile.get()));
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return Optional.of(context.getSocketFactory());
    } catch (GeneralSecurityException e) {
      throw new IOException(caFile.get() + ": cannot be used: " + e.getMessage(), e);
    }
  }
}
