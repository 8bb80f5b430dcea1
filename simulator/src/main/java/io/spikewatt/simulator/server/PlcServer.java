package io.spikewatt.simulator.server;

import java.io.IOException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.milo.opcua.sdk.server.EndpointConfig;
import org.eclipse.milo.opcua.sdk.server.OpcUaServer;
import org.eclipse.milo.opcua.sdk.server.OpcUaServerConfig;
import org.eclipse.milo.opcua.sdk.server.identity.AnonymousIdentityValidator;
import org.eclipse.milo.opcua.sdk.server.identity.IdentityValidator;
import org.eclipse.milo.opcua.sdk.server.identity.UsernameIdentityValidator;
import org.eclipse.milo.opcua.stack.core.security.CertificateManager;
import org.eclipse.milo.opcua.stack.core.security.DefaultCertificateManager;
import org.eclipse.milo.opcua.stack.core.security.MemoryCertificateQuarantine;
import org.eclipse.milo.opcua.stack.core.security.SecurityPolicy;
import org.eclipse.milo.opcua.stack.core.transport.TransportProfile;
import org.eclipse.milo.opcua.stack.core.types.builtin.LocalizedText;
import org.eclipse.milo.opcua.stack.core.types.enumerated.MessageSecurityMode;
import org.eclipse.milo.opcua.stack.transport.server.tcp.OpcTcpServerTransport;
import org.eclipse.milo.opcua.stack.transport.server.tcp.OpcTcpServerTransportConfig;
import org.jspecify.annotations.Nullable;
import org.tinylog.Logger;

/** The PLC: an OPC UA server on loopback at {@code /spikewatt-plc}. */
public final class PlcServer implements PlantServer {

  private static final String PATH = "/spikewatt-plc";
  private static final long DEADLINE_S = 20;

  /** Credentials for encrypted channels. */
  private record Secured(String user, String password, PlcIdentity identity) {}

  private final SharedPlant plant;
  private final Optional<Secured> secured;
  private int port;
  private @Nullable OpcUaServer server;
  private @Nullable PlcNamespace namespace;

  private PlcServer(SharedPlant plant, int port, Optional<Secured> secured) {
    this.plant = plant;
    this.port = port;
    this.secured = secured;
  }

  /** Without security, for anonymous clients; port 0 takes a free one at the first start. */
  public static PlcServer open(SharedPlant plant, int port) {
    return new PlcServer(plant, port, Optional.empty());
  }

  /** Basic256Sha256, sign and encrypt, for one user, and for clients that are trusted first. */
  public static PlcServer secured(SharedPlant plant, int port, String user, String password) {
    return new PlcServer(plant, port, Optional.of(new Secured(user, password, new PlcIdentity())));
  }

  /** Lets a client's certificate in; only for a secured server. */
  public void trust(X509Certificate client) {
    secured.orElseThrow().identity().trust(client);
  }

  @Override
  public synchronized void start() throws IOException {
    if (server != null) {
      return;
    }
    if (port == 0) {
      port = FreePort.find();
    }
    OpcUaServer made =
        new OpcUaServer(
            config(),
            profile -> new OpcTcpServerTransport(OpcTcpServerTransportConfig.newBuilder().build()));
    PlcNamespace nodes = new PlcNamespace(made, plant);
    nodes.startup();
    try {
      made.startup().get(DEADLINE_S, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException refused) {
      nodes.shutdown();
      throw new IOException("OPC UA server on port " + port, refused);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", interrupted);
    }
    server = made;
    namespace = nodes;
  }

  @Override
  public synchronized void stop() {
    if (server == null || namespace == null) {
      return;
    }
    namespace.shutdown();
    try {
      server.shutdown().get(DEADLINE_S, TimeUnit.SECONDS);
      // It reports completion a moment before it stops listening.
      if (!FreePort.awaitSilence(port, Duration.ofSeconds(DEADLINE_S))) {
        Logger.warn("the simulated PLC still listens on port {}", port);
      }
    } catch (ExecutionException | TimeoutException stuck) {
      Logger.warn(stuck, "the simulated PLC did not stop in time");
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    server = null;
    namespace = null;
  }

  /** Port on 127.0.0.1; 0 before the first start if none was given. */
  public synchronized int port() {
    return port;
  }

  /** Where clients connect. */
  public synchronized String url() {
    return "opc.tcp://127.0.0.1:" + port + PATH;
  }

  private OpcUaServerConfig config() {
    return OpcUaServerConfig.builder()
        .setApplicationName(LocalizedText.english("Simulated PLC"))
        .setApplicationUri(PlcIdentity.APPLICATION_URI)
        .setProductUri("urn:spikewatt:simulated-plc")
        .setEndpoints(secured.map(this::securedEndpoints).orElseGet(this::openEndpoints))
        .setIdentityValidator(validator())
        .setCertificateManager(
            secured.map(s -> s.identity().manager()).orElseGet(this::noCertificates))
        .build();
  }

  private CertificateManager noCertificates() {
    return new DefaultCertificateManager(new MemoryCertificateQuarantine());
  }

  private IdentityValidator validator() {
    return secured
        .<IdentityValidator>map(
            wanted ->
                new UsernameIdentityValidator(
                    given ->
                        wanted.user().equals(given.getUsername())
                            && wanted.password().equals(given.getPassword())))
        .orElse(AnonymousIdentityValidator.INSTANCE);
  }

  private Set<EndpointConfig> openEndpoints() {
    return Set.of(
        unencrypted(PATH).addTokenPolicy(OpcUaServerConfig.USER_TOKEN_POLICY_ANONYMOUS).build());
  }

  private Set<EndpointConfig> securedEndpoints(Secured with) {
    Set<EndpointConfig> endpoints = new LinkedHashSet<>();
    endpoints.add(
        EndpointConfig.newBuilder()
            .setTransportProfile(TransportProfile.TCP_UASC_UABINARY)
            .setBindAddress("127.0.0.1")
            .setBindPort(port)
            .setHostname("127.0.0.1")
            .setPath(PATH)
            .setCertificate(with.identity()::certificate)
            .setSecurityPolicy(SecurityPolicy.Basic256Sha256)
            .setSecurityMode(MessageSecurityMode.SignAndEncrypt)
            .addTokenPolicy(OpcUaServerConfig.USER_TOKEN_POLICY_USERNAME)
            .build());
    // Clients learn the secured endpoint here; it carries no data of its own.
    endpoints.add(unencrypted(PATH + "/discovery").build());
    return endpoints;
  }

  private EndpointConfig.Builder unencrypted(String path) {
    return EndpointConfig.newBuilder()
        .setTransportProfile(TransportProfile.TCP_UASC_UABINARY)
        .setBindAddress("127.0.0.1")
        .setBindPort(port)
        .setHostname("127.0.0.1")
        .setPath(path)
        .setSecurityPolicy(SecurityPolicy.None)
        .setSecurityMode(MessageSecurityMode.None);
  }
}
