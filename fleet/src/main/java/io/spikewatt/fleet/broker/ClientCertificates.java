package io.spikewatt.fleet.broker;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ApplicationProtocolNegotiator;
import io.netty.handler.ssl.SslContext;
import io.spikewatt.controller.protocol.FleetAuthority;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSessionContext;

/**
 * Remembers the TLS engine of each connection, because the broker shows its access rules the
 * client's id and not its certificate. Each engine lets a client in by the id that its certificate
 * names. Safe for use by many threads.
 */
final class ClientCertificates extends SslContext {

  private final SslContext context;
  private final Map<Integer, SSLEngine> engines = new ConcurrentHashMap<>();

  ClientCertificates(SslContext context) {
    this.context = context;
  }

  @Override
  public SSLEngine newEngine(ByteBufAllocator buffers) {
    return new GuardedEngine(context.newEngine(buffers));
  }

  @Override
  public SSLEngine newEngine(ByteBufAllocator buffers, String host, int port) {
    SSLEngine engine = new GuardedEngine(context.newEngine(buffers, host, port));
    engines.put(port, engine);
    return engine;
  }

  @Override
  public boolean isClient() {
    return context.isClient();
  }

  @Override
  public List<String> cipherSuites() {
    return context.cipherSuites();
  }

  @Override
  @SuppressWarnings("deprecation")
  public ApplicationProtocolNegotiator applicationProtocolNegotiator() {
    return context.applicationProtocolNegotiator();
  }

  @Override
  public SSLSessionContext sessionContext() {
    return context.sessionContext();
  }

  /** Common name of the certificate that the client at a port of this machine has shown. */
  Optional<String> commonName(int clientPort) {
    return Optional.ofNullable(engines.get(clientPort)).flatMap(ClientCertificates::commonName);
  }

  /** Common name of the certificate that a client has shown; empty if it has shown none. */
  static Optional<String> commonName(SSLEngine engine) {
    try {
      Certificate[] chain = engine.getSession().getPeerCertificates();
      return chain.length > 0 && chain[0] instanceof X509Certificate first
          ? FleetAuthority.commonName(first)
          : Optional.empty();
    } catch (SSLPeerUnverifiedException _) {
      return Optional.empty();
    }
  }
}
