package io.spikewatt.simulator.server;

import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.milo.opcua.sdk.server.EndpointConfig;
import org.eclipse.milo.opcua.sdk.server.OpcUaServer;
import org.eclipse.milo.opcua.sdk.server.OpcUaServerConfig;
import org.eclipse.milo.opcua.sdk.server.identity.AnonymousIdentityValidator;
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

  private final SharedPlant plant;
  private int port;
  private @Nullable OpcUaServer server;
  private @Nullable PlcNamespace namespace;

  /** Without security, for anonymous clients; port 0 takes a free one at the first start. */
  public PlcServer(SharedPlant plant, int port) {
    this.plant = plant;
    this.port = port;
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

  @Override
  public synchronized int port() {
    return port;
  }

  /** Where clients connect. */
  public synchronized String url() {
    return "opc.tcp://127.0.0.1:" + port + PATH;
  }

  private OpcUaServerConfig config() {
    EndpointConfig endpoint =
        EndpointConfig.newBuilder()
            .setTransportProfile(TransportProfile.TCP_UASC_UABINARY)
            .setBindAddress("127.0.0.1")
            .setBindPort(port)
            .setHostname("127.0.0.1")
            .setPath(PATH)
            .setSecurityPolicy(SecurityPolicy.None)
            .setSecurityMode(MessageSecurityMode.None)
            .addTokenPolicy(OpcUaServerConfig.USER_TOKEN_POLICY_ANONYMOUS)
            .build();
    return OpcUaServerConfig.builder()
        .setApplicationName(LocalizedText.english("Simulated PLC"))
        .setApplicationUri("urn:spikewatt:simulated-plc:server")
        .setProductUri("urn:spikewatt:simulated-plc")
        .setEndpoints(Set.of(endpoint))
        .setIdentityValidator(AnonymousIdentityValidator.INSTANCE)
        .setCertificateManager(new DefaultCertificateManager(new MemoryCertificateQuarantine()))
        .build();
  }
}
