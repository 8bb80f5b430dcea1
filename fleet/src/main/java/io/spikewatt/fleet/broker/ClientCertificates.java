package io.spikewatt.fleet.broker;

import io.netty.handler.ssl.DelegatingSslContext;
import io.netty.handler.ssl.SslContext;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLPeerUnverifiedException;

/**
 * Remembers the TLS engine of each connection, because the broker shows its access rules the
 * client's id and not its certificate. Safe for use by many threads.
 */
final class ClientCertificates extends DelegatingSslContext {

  private final Map<Integer, SSLEngine> engines = new ConcurrentHashMap<>();

  ClientCertificates(SslContext context) {
    super(context);
  }

  @Override
  protected void initEngine(SSLEngine engine) {
    engines.put(engine.getPeerPort(), engine);
  }

  /** Common name of the certificate that the client at a port of this machine has shown. */
  Optional<String> commonName(int clientPort) {
    SSLEngine engine = engines.get(clientPort);
    if (engine == null) {
      return Optional.empty();
    }
    try {
      Certificate[] chain = engine.getSession().getPeerCertificates();
      return chain.length > 0 && chain[0] instanceof X509Certificate first
          ? commonName(first)
          : Optional.empty();
    } catch (SSLPeerUnverifiedException _) {
      return Optional.empty();
    }
  }

  private static Optional<String> commonName(X509Certificate certificate) {
    try {
      return new LdapName(certificate.getSubjectX500Principal().getName())
          .getRdns().stream()
              .filter(part -> part.getType().equalsIgnoreCase("CN"))
              .map(Rdn::getValue)
              .map(Object::toString)
              .findFirst();
    } catch (InvalidNameException _) {
      return Optional.empty();
    }
  }
}
