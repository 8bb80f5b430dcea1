package io.spikewatt.drivers.opcua;

import static org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.Unsigned.uint;

import io.spikewatt.config.site.Connection;
import io.spikewatt.drivers.secret.PasswordFile;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.eclipse.milo.opcua.sdk.client.DiscoveryClient;
import org.eclipse.milo.opcua.sdk.client.OpcUaClient;
import org.eclipse.milo.opcua.sdk.client.OpcUaClientConfig;
import org.eclipse.milo.opcua.sdk.client.OpcUaClientConfigBuilder;
import org.eclipse.milo.opcua.sdk.client.identity.AnonymousProvider;
import org.eclipse.milo.opcua.sdk.client.identity.IdentityProvider;
import org.eclipse.milo.opcua.sdk.client.identity.UsernameProvider;
import org.eclipse.milo.opcua.stack.core.StatusCodes;
import org.eclipse.milo.opcua.stack.core.UaException;
import org.eclipse.milo.opcua.stack.core.security.SecurityPolicy;
import org.eclipse.milo.opcua.stack.core.types.builtin.LocalizedText;
import org.eclipse.milo.opcua.stack.core.types.enumerated.MessageSecurityMode;
import org.eclipse.milo.opcua.stack.core.types.enumerated.UserTokenType;
import org.eclipse.milo.opcua.stack.core.types.structured.EndpointDescription;
import org.eclipse.milo.opcua.stack.core.types.structured.UserTokenPolicy;
import org.eclipse.milo.opcua.stack.core.util.CertificateUtil;
import org.eclipse.milo.opcua.stack.core.util.EndpointUtil;
import org.eclipse.milo.opcua.stack.transport.client.tcp.OpcTcpClientTransportConfigBuilder;

/** Queries a server's endpoints and creates a client for one. Confined to one thread. */
final class ClientFactory {

  /** Half-open connections are found by the session's keep-alive, at the latest. */
  private static final int KEEP_ALIVE_MILLIS = 5_000;

  /** After a crash of ours the server forgets the old session by itself. */
  private static final int SESSION_MILLIS = 60_000;

  /** None sends the password as it is, and the two oldest are broken. */
  private static final Set<SecurityPolicy> SOUND_POLICIES =
      EnumSet.of(
          SecurityPolicy.Basic256Sha256,
          SecurityPolicy.Aes128_Sha256_RsaOaep,
          SecurityPolicy.Aes256_Sha256_RsaPss);

  private final Connection.OpcUa connection;
  private final ClientSecurity security;
  private final MiloThreads threads;
  private final int timeoutMillis;
  private final List<CertificateExpiry> expiries = new ArrayList<>();

  ClientFactory(Connection.OpcUa connection, Path stateDirectory, MiloThreads threads) {
    this.connection = connection;
    this.security = new ClientSecurity(stateDirectory);
    this.threads = threads;
    this.timeoutMillis = Math.toIntExact(connection.timeout().toMillis());
  }

  /** A client that is not connected yet. */
  OpcUaClient make()
      throws IOException,
          GeneralSecurityException,
          UaException,
          ExecutionException,
          TimeoutException,
          InterruptedException {
    security.clear();
    expiries.clear();
    EndpointDescription endpoint = endpoint();
    OpcUaClientConfigBuilder config =
        OpcUaClientConfig.builder()
            .setApplicationName(LocalizedText.english("Spikewatt"))
            .setApplicationUri("urn:spikewatt:gateway")
            .setProductUri("urn:spikewatt")
            .setEndpoint(endpoint)
            .setRequestTimeout(uint(timeoutMillis))
            .setSessionTimeout(uint(SESSION_MILLIS))
            .setKeepAliveInterval(uint(KEEP_ALIVE_MILLIS))
            .setKeepAliveTimeout(uint(KEEP_ALIVE_MILLIS))
            .setKeepAliveFailuresAllowed(uint(1))
            .setIdentityProvider(user(endpoint));
    if (connection.security() == Connection.OpcUa.Security.BASIC256SHA256) {
      ClientSecurity.Identity identity = security.identity();
      expires("the own OPC UA certificate", identity.certificate());
      expires(
          "the certificate of " + connection.url(),
          CertificateUtil.decodeCertificate(endpoint.getServerCertificate().bytesOrEmpty()));
      config
          .setApplicationUri(identity.applicationUri())
          .setKeyPair(identity.keys())
          .setCertificate(identity.certificate())
          .setCertificateChain(new X509Certificate[] {identity.certificate()})
          .setCertificateValidator(security.validator());
    }
    return OpcUaClient.create(config.build(), this::transport);
  }

  /** Why the last client rejected its server; empty if it did not. */
  Optional<String> distrust() {
    return security.distrust();
  }

  /** Certificates in use that end soon. */
  List<CertificateExpiry> near(Instant now) {
    return expiries.stream().filter(certificateExpiry -> certificateExpiry.near(now)).toList();
  }

  private void expires(String whose, X509Certificate certificate) {
    expiries.add(new CertificateExpiry(whose, certificate.getNotAfter().toInstant()));
  }

  private EndpointDescription endpoint()
      throws UaException, ExecutionException, TimeoutException, InterruptedException {
    List<EndpointDescription> offered =
        DiscoveryClient.getEndpoints(connection.url(), this::transport)
            .get(timeoutMillis, TimeUnit.MILLISECONDS);
    SecurityPolicy policy =
        switch (connection.security()) {
          case NONE -> SecurityPolicy.None;
          case BASIC256SHA256 -> SecurityPolicy.Basic256Sha256;
        };
    MessageSecurityMode mode =
        policy == SecurityPolicy.None
            ? MessageSecurityMode.None
            : MessageSecurityMode.SignAndEncrypt;
    EndpointDescription best =
        offered.stream()
            .filter(endpoint -> policy.getUri().equals(endpoint.getSecurityPolicyUri()))
            .filter(endpoint -> endpoint.getSecurityMode() == mode)
            .filter(endpoint -> String.valueOf(endpoint.getEndpointUrl()).startsWith("opc.tcp:"))
            .max(Comparator.comparingInt(endpoint -> endpoint.getSecurityLevel().intValue()))
            .orElseThrow(
                () ->
                    new UaException(
                        StatusCodes.Bad_SecurityPolicyRejected,
                        "the server offers no " + policy + " with " + mode));
    // A server may report any host name; only the configured address is known to be reachable.
    return EndpointUtil.updateUrl(
        best, EndpointUtil.getHost(connection.url()), EndpointUtil.getPort(connection.url()));
  }

  private void transport(OpcTcpClientTransportConfigBuilder config) {
    threads.into(config);
    config.setConnectTimeout(uint(timeoutMillis)).setAcknowledgeTimeout(uint(timeoutMillis));
  }

  private IdentityProvider user(EndpointDescription endpoint) throws IOException, UaException {
    if (connection.user().isEmpty()) {
      return AnonymousProvider.INSTANCE;
    }
    String password =
        connection.passwordFile().isEmpty()
            ? ""
            : PasswordFile.read("password-file", connection.passwordFile().get());
    // Chosen here, because the library blocks for ever if its provider finds no policy.
    UserTokenPolicy policy = encryptedToken(endpoint);
    return new UsernameProvider(
        connection.user().get(), password, security.validator(), offered -> policy);
  }

  /** The token policy for a user name; one that would send the password in the clear is none. */
  private UserTokenPolicy encryptedToken(EndpointDescription endpoint) throws UaException {
    UserTokenPolicy[] offered = endpoint.getUserIdentityTokens();
    boolean channelEncrypts = connection.security() != Connection.OpcUa.Security.NONE;
    return Stream.of(offered == null ? new UserTokenPolicy[0] : offered)
        .filter(policy -> policy.getTokenType() == UserTokenType.UserName)
        .filter(policy -> channelEncrypts || encrypts(policy))
        .findFirst()
        .orElseThrow(
            () ->
                new UaException(
                    StatusCodes.Bad_IdentityTokenRejected,
                    "the server takes no user name, or only an unencrypted password"));
  }

  private static boolean encrypts(UserTokenPolicy policy) {
    return SecurityPolicy.fromUriSafe(String.valueOf(policy.getSecurityPolicyUri()))
        .filter(SOUND_POLICIES::contains)
        .isPresent();
  }
}
