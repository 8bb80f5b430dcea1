package io.spikewatt.drivers.opcua;

import io.netty.channel.nio.NioEventLoopGroup;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.milo.opcua.sdk.core.AccessLevel;
import org.eclipse.milo.opcua.sdk.core.Reference;
import org.eclipse.milo.opcua.sdk.server.EndpointConfig;
import org.eclipse.milo.opcua.sdk.server.ManagedNamespaceWithLifecycle;
import org.eclipse.milo.opcua.sdk.server.OpcUaServer;
import org.eclipse.milo.opcua.sdk.server.OpcUaServerConfig;
import org.eclipse.milo.opcua.sdk.server.identity.AnonymousIdentityValidator;
import org.eclipse.milo.opcua.sdk.server.identity.CompositeValidator;
import org.eclipse.milo.opcua.sdk.server.identity.UsernameIdentityValidator;
import org.eclipse.milo.opcua.sdk.server.items.DataItem;
import org.eclipse.milo.opcua.sdk.server.items.MonitoredItem;
import org.eclipse.milo.opcua.sdk.server.nodes.UaVariableNode;
import org.eclipse.milo.opcua.stack.core.NodeIds;
import org.eclipse.milo.opcua.stack.core.security.CertificateQuarantine;
import org.eclipse.milo.opcua.stack.core.security.DefaultApplicationGroup;
import org.eclipse.milo.opcua.stack.core.security.DefaultCertificateManager;
import org.eclipse.milo.opcua.stack.core.security.DefaultServerCertificateValidator;
import org.eclipse.milo.opcua.stack.core.security.MemoryCertificateQuarantine;
import org.eclipse.milo.opcua.stack.core.security.MemoryCertificateStore;
import org.eclipse.milo.opcua.stack.core.security.MemoryTrustListManager;
import org.eclipse.milo.opcua.stack.core.security.RsaSha256CertificateFactory;
import org.eclipse.milo.opcua.stack.core.security.SecurityPolicy;
import org.eclipse.milo.opcua.stack.core.transport.TransportProfile;
import org.eclipse.milo.opcua.stack.core.types.builtin.DataValue;
import org.eclipse.milo.opcua.stack.core.types.builtin.LocalizedText;
import org.eclipse.milo.opcua.stack.core.types.builtin.NodeId;
import org.eclipse.milo.opcua.stack.core.types.builtin.StatusCode;
import org.eclipse.milo.opcua.stack.core.types.builtin.Variant;
import org.eclipse.milo.opcua.stack.core.types.enumerated.MessageSecurityMode;
import org.eclipse.milo.opcua.stack.core.types.enumerated.TimestampsToReturn;
import org.eclipse.milo.opcua.stack.core.types.enumerated.UserTokenType;
import org.eclipse.milo.opcua.stack.core.types.structured.ReadValueId;
import org.eclipse.milo.opcua.stack.core.types.structured.UserTokenPolicy;
import org.eclipse.milo.opcua.stack.core.types.structured.WriteValue;
import org.eclipse.milo.opcua.stack.core.util.SelfSignedCertificateBuilder;
import org.eclipse.milo.opcua.stack.core.util.SelfSignedCertificateGenerator;
import org.eclipse.milo.opcua.stack.transport.server.tcp.OpcTcpServerTransport;
import org.eclipse.milo.opcua.stack.transport.server.tcp.OpcTcpServerTransportConfig;

/** A server on loopback that can be killed and started again on its port; for tests. */
final class TestServer implements AutoCloseable {

  static final String USER = "gateway";
  static final String PASSWORD = "open sesame";

  final int port;
  final X509Certificate certificate;
  final MemoryTrustListManager trust = new MemoryTrustListManager();
  final AtomicInteger reads = new AtomicInteger();
  volatile List<String> lastRead = List.of();
  final List<Variant> writes = new CopyOnWriteArrayList<>();
  volatile StatusCode writeStatus = StatusCode.GOOD;

  /** Takes writes and forgets them. */
  volatile boolean forgetful;

  volatile CountDownLatch answering = new CountDownLatch(0);

  /** The same for values alone, beside which sessions open. */
  volatile CountDownLatch answeringValues = new CountDownLatch(0);

  private final KeyPair keys;
  private ExecutorService executor;
  private NioEventLoopGroup eventLoop;
  private OpcUaServer server;
  private Plc plc;

  TestServer() throws Exception {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    keys = SelfSignedCertificateGenerator.generateRsaKeyPair(2048);
    certificate =
        new SelfSignedCertificateBuilder(keys)
            .setCommonName("test server")
            .setApplicationUri("urn:spikewatt:test-server")
            .addIpAddress("127.0.0.1")
            .build();
    start();
  }

  String url() {
    return "opc.tcp://127.0.0.1:" + port + "/plc";
  }

  /** Sets a node, in namespace 2; makes it if need be. */
  void set(String name, DataValue value) {
    plc.node(name).setValue(value);
  }

  void set(String name, Object value) {
    set(name, new DataValue(Variant.of(value)));
  }

  int sessions() {
    return server.getSessionManager().getAllSessions().size();
  }

  void start() throws Exception {
    executor = Executors.newFixedThreadPool(4, Thread.ofPlatform().daemon().factory());
    eventLoop = new NioEventLoopGroup(1, Thread.ofPlatform().daemon().factory());
    CertificateQuarantine quarantine = new MemoryCertificateQuarantine();
    MemoryCertificateStore store = new MemoryCertificateStore();
    DefaultApplicationGroup group =
        DefaultApplicationGroup.createAndInitialize(
            trust,
            store,
            new OwnCertificate(),
            new DefaultServerCertificateValidator(trust, quarantine));
    server =
        new OpcUaServer(
            OpcUaServerConfig.builder()
                .setApplicationName(LocalizedText.english("test server"))
                .setApplicationUri("urn:spikewatt:test-server")
                .setProductUri("urn:spikewatt:test")
                .setEndpoints(endpoints())
                .setCertificateManager(new DefaultCertificateManager(quarantine, group))
                .setIdentityValidator(
                    new CompositeValidator(
                        List.of(
                            AnonymousIdentityValidator.INSTANCE,
                            new UsernameIdentityValidator(
                                challenge ->
                                    USER.equals(challenge.getUsername())
                                        && PASSWORD.equals(challenge.getPassword())))))
                .setExecutor(executor)
                .build(),
            profile ->
                new OpcTcpServerTransport(
                    OpcTcpServerTransportConfig.newBuilder()
                        .setExecutor(executor)
                        .setEventLoop(eventLoop)
                        .build()));
    plc = new Plc(server);
    plc.startup();
    server.startup().get(10, TimeUnit.SECONDS);
  }

  /** Ends every connection without a word. */
  void kill() throws ExecutionException, InterruptedException, TimeoutException {
    answering.countDown();
    answeringValues.countDown();
    // First the connections, so that the server cannot say goodbye on them.
    eventLoop.shutdownGracefully(0, 1, TimeUnit.SECONDS).get(10, TimeUnit.SECONDS);
    plc.shutdown();
    server.shutdown().get(10, TimeUnit.SECONDS);
    executor.shutdownNow();
  }

  @Override
  public void close() throws ExecutionException, TimeoutException {
    try {
      kill();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Set<EndpointConfig> endpoints() {
    EndpointConfig.Builder base =
        EndpointConfig.newBuilder()
            .setTransportProfile(TransportProfile.TCP_UASC_UABINARY)
            .setBindAddress("127.0.0.1")
            // A name under which the gateway could not reach the server.
            .setHostname("plc.invalid")
            .setBindPort(port)
            .setPath("/plc")
            .setCertificate(certificate);
    Set<EndpointConfig> endpoints = new LinkedHashSet<>();
    endpoints.add(
        base.copy()
            .setSecurityPolicy(SecurityPolicy.None)
            .setSecurityMode(MessageSecurityMode.None)
            .addTokenPolicies(
                OpcUaServerConfig.USER_TOKEN_POLICY_ANONYMOUS,
                // Without a policy of its own, so the password would go in the clear.
                new UserTokenPolicy("plain", UserTokenType.UserName, null, null, null))
            .build());
    endpoints.add(
        base.copy()
            .setSecurityPolicy(SecurityPolicy.Basic256Sha256)
            .setSecurityMode(MessageSecurityMode.SignAndEncrypt)
            .addTokenPolicies(OpcUaServerConfig.USER_TOKEN_POLICY_USERNAME)
            .build());
    return endpoints;
  }

  private final class OwnCertificate extends RsaSha256CertificateFactory {
    @Override
    public KeyPair createKeyPair(NodeId type) {
      return keys;
    }

    @Override
    protected X509Certificate[] createRsaSha256CertificateChain(KeyPair pair) {
      return new X509Certificate[] {certificate};
    }
  }

  private final class Plc extends ManagedNamespaceWithLifecycle {

    Plc(OpcUaServer server) {
      super(server, "urn:spikewatt:test-plc");
    }

    synchronized UaVariableNode node(String name) {
      NodeId id = newNodeId(name);
      return getNodeManager()
          .getNode(id)
          .map(UaVariableNode.class::cast)
          .orElseGet(
              () -> {
                UaVariableNode node =
                    UaVariableNode.build(
                        getNodeContext(),
                        builder ->
                            builder
                                .setNodeId(id)
                                .setBrowseName(newQualifiedName(name))
                                .setDisplayName(LocalizedText.english(name))
                                .setDataType(NodeIds.BaseDataType)
                                .setTypeDefinition(NodeIds.BaseDataVariableType)
                                .setAccessLevel(AccessLevel.READ_WRITE)
                                .setUserAccessLevel(AccessLevel.READ_WRITE)
                                .addReference(
                                    new Reference(
                                        id,
                                        NodeIds.HasComponent,
                                        NodeIds.ObjectsFolder.expanded(),
                                        Reference.Direction.INVERSE))
                                .build());
                getNodeManager().addNode(node);
                return node;
              });
    }

    @Override
    public List<DataValue> read(
        ReadContext context,
        Double maxAge,
        TimestampsToReturn timestamps,
        List<ReadValueId> nodes) {
      CountDownLatch values = answering;
      // Access control also comes through here, for other attributes.
      if (nodes.stream().anyMatch(node -> node.getAttributeId().intValue() == 13)) {
        reads.incrementAndGet();
        values = answeringValues;
        lastRead = nodes.stream().map(node -> node.getNodeId().getIdentifier().toString()).toList();
      }
      try {
        answering.await();
        values.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      return super.read(context, maxAge, timestamps, nodes);
    }

    @Override
    public List<StatusCode> write(WriteContext context, List<WriteValue> values) {
      values.forEach(value -> writes.add(value.getValue().value()));
      return writeStatus.isGood() && !forgetful
          ? super.write(context, values)
          : values.stream().map(value -> writeStatus).toList();
    }

    @Override
    public void onDataItemsCreated(List<DataItem> items) {}

    @Override
    public void onDataItemsModified(List<DataItem> items) {}

    @Override
    public void onDataItemsDeleted(List<DataItem> items) {}

    @Override
    public void onMonitoringModeChanged(List<MonitoredItem> items) {}
  }
}
