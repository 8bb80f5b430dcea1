package io.spikewatt.fleet.broker;

import io.moquette.BrokerConstants;
import io.moquette.broker.ClientDescriptor;
import io.moquette.broker.Server;
import io.moquette.broker.config.IConfig;
import io.moquette.broker.config.MemoryConfig;
import io.moquette.broker.security.IAuthorizatorPolicy;
import io.moquette.broker.subscriptions.Topic;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.spikewatt.controller.protocol.FleetTopics;
import io.spikewatt.fleet.certificate.CertifiedKey;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import javax.net.ssl.SSLException;

/**
 * An MQTT broker on loopback for one machine: TLS only, and only for clients with a certificate of
 * the fleet's authority. A gateway reaches its own topics and no others: the broker compares them
 * with the common name of its certificate, which has to be its client id as well. Nothing is kept
 * on disk: sessions are disposable.
 */
public final class EmbeddedBroker implements AutoCloseable {

  /** A model of 500,000 parameters in Base64, with room for its header. */
  private static final int LARGEST_MESSAGE = 1 << 22;

  private final Server server;
  private final int port;

  private EmbeddedBroker(Server server, int port) {
    this.server = server;
    this.port = port;
  }

  /**
   * Starts a broker on 127.0.0.1.
   *
   * @param own the broker's certificate and key
   * @param authority that has signed the clients' certificates
   * @param topics of the fleet, which the access rules follow
   * @param wantedPort 0 = a free one
   * @throws IOException if the port is taken
   */
  public static EmbeddedBroker start(
      CertifiedKey own, X509Certificate authority, FleetTopics topics, int wantedPort)
      throws IOException {
    ClientCertificates certificates = new ClientCertificates(context(own, authority));
    Server server = new Server();
    int port = free(wantedPort);
    MemoryConfig config = new MemoryConfig(new Properties());
    config.setProperty(IConfig.HOST_PROPERTY_NAME, "127.0.0.1");
    config.setProperty(IConfig.PORT_PROPERTY_NAME, "disabled");
    config.setProperty(IConfig.WEB_SOCKET_PORT_PROPERTY_NAME, "disabled");
    config.setProperty(IConfig.SSL_PORT_PROPERTY_NAME, Integer.toString(port));
    config.setProperty(BrokerConstants.NEED_CLIENT_AUTH, "true");
    config.setProperty(IConfig.ALLOW_ANONYMOUS_PROPERTY_NAME, "true");
    config.setProperty(IConfig.PERSISTENCE_ENABLED_PROPERTY_NAME, "false");
    // The broker would report its start to its makers.
    config.setProperty(IConfig.ENABLE_TELEMETRY_NAME, "false");
    config.setProperty(IConfig.NETTY_MAX_BYTES_PROPERTY_NAME, Integer.toString(LARGEST_MESSAGE));
    config.setProperty(IConfig.BUFFER_FLUSH_MS_PROPERTY_NAME, "0");
    AccessRules rules = new AccessRules(server, certificates, topics);
    try {
      server.startServer(config, List.of(), () -> certificates, null, rules);
    } catch (RuntimeException e) {
      server.stopServer();
      throw new IOException("the broker does not start: " + e, e);
    }
    return new EmbeddedBroker(server, port);
  }

  private static SslContext context(CertifiedKey own, X509Certificate authority)
      throws SSLException {
    return SslContextBuilder.forServer(own.key(), own.certificate())
        .trustManager(authority)
        .clientAuth(ClientAuth.REQUIRE)
        .sslProvider(SslProvider.JDK)
        .build();
  }

  /** Asked first, because the broker reports a taken port with a stack trace. */
  private static int free(int port) throws IOException {
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new IOException(
          "no broker at port %d of 127.0.0.1: %s".formatted(port, e.getMessage()), e);
    }
  }

  /** The address for a configuration's {@code broker}. */
  public String address() {
    return "ssl://127.0.0.1:" + port;
  }

  /** Names of the clients that are connected now. */
  public List<String> clients() {
    return server.listConnectedClients().stream().map(ClientDescriptor::getClientID).toList();
  }

  @Override
  public void close() {
    server.stopServer();
  }

  /** Who may publish and read what, by certificate. */
  private record AccessRules(Server server, ClientCertificates certificates, FleetTopics topics)
      implements IAuthorizatorPolicy {

    @Override
    public boolean canWrite(Topic topic, String user, String client) {
      return name(client).filter(name -> topics.mayPublish(name, topic.toString())).isPresent();
    }

    @Override
    public boolean canRead(Topic topic, String user, String client) {
      return name(client).filter(name -> topics.mayRead(name, topic.toString())).isPresent();
    }

    private Optional<String> name(String client) {
      return server.listConnectedClients().stream()
          .filter(connected -> connected.getClientID().equals(client))
          .findFirst()
          .flatMap(connected -> certificates.commonName(connected.getPort()));
    }
  }
}
