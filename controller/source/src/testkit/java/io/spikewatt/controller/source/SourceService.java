package io.spikewatt.controller.source;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.spikewatt.config.site.SiteSource;
import io.spikewatt.drivers.secret.NewCertificate;
import io.spikewatt.drivers.secret.PemFiles;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.openssl.jcajce.JcaMiscPEMGenerator;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.OperatorCreationException;

/** A service on loopback with TLS and a certificate of its own. */
public final class SourceService implements AutoCloseable {

  private static final Duration HOLDS = Duration.ofDays(30);

  private final HttpsServer server;
  private final Path authority;
  private final List<Seen> seen = new CopyOnWriteArrayList<>();

  /** A request that came. */
  public record Seen(String method, String uri, Map<String, List<String>> headers, String body) {

    public String header(String name) {
      return headers.getOrDefault(name, List.of("")).getFirst();
    }
  }

  /**
   * An answer.
   *
   * @param body as it is sent, so a compressed one is one
   */
  public record Reply(int status, Map<String, String> headers, byte[] body) {

    public static Reply of(String text) {
      return new Reply(200, Map.of(), text.getBytes(UTF_8));
    }

    public static Reply of(int status, String text) {
      return new Reply(status, Map.of(), text.getBytes(UTF_8));
    }

    public Reply with(String name, String value) {
      Map<String, String> more = new HashMap<>(headers);
      more.put(name, value);
      return new Reply(status, more, body);
    }
  }

  private SourceService(HttpsServer server, Path authority) {
    this.server = server;
    this.authority = authority;
  }

  /**
   * @param made when the certificate was made; it holds for 30 days
   * @param body of the answer to each request
   */
  public static SourceService start(Path folder, Instant made, Function<Seen, byte[]> body)
      throws IOException, GeneralSecurityException {
    return replying(folder, made, seen -> new Reply(200, Map.of(), body.apply(seen)));
  }

  /**
   * @param made when the certificate was made; it holds for 30 days
   */
  public static SourceService replying(Path folder, Instant made, Function<Seen, Reply> replies)
      throws IOException, GeneralSecurityException {
    Path file = folder.resolve("service.pem");
    Path authority = folder.resolve("authority.pem");
    writeCertificates(authority, file, made);
    HttpsServer server =
        HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(
        new HttpsConfigurator(PemFiles.page(file.toString(), file.toString())));
    SourceService service = new SourceService(server, authority);
    server.createContext("/", exchange -> service.handle(exchange, replies));
    server.start();
    return service;
  }

  /** An authority, and a certificate of it for {@code localhost} with its key. */
  private static void writeCertificates(Path authority, Path service, Instant made)
      throws IOException, GeneralSecurityException {
    KeyPair signing = NewCertificate.keys();
    KeyPair own = NewCertificate.keys();
    X500Name issuer = NewCertificate.name("authority");
    try {
      ContentSigner signer = NewCertificate.signer(signing.getPrivate());
      X509CertificateHolder root =
          NewCertificate.builder(issuer, issuer, signing.getPublic(), made, HOLDS.multipliedBy(100))
              .addExtension(Extension.basicConstraints, true, new BasicConstraints(0))
              .build(signer);
      X509CertificateHolder leaf =
          NewCertificate.builder(
                  issuer, NewCertificate.name("localhost"), own.getPublic(), made, HOLDS)
              .addExtension(
                  Extension.subjectAlternativeName,
                  false,
                  new GeneralNames(new GeneralName(GeneralName.dNSName, "localhost")))
              .build(signer);
      Files.writeString(authority, PemFiles.text(new JcaMiscPEMGenerator(root)));
      Files.writeString(
          service,
          PemFiles.text(
              new JcaMiscPEMGenerator(leaf), new JcaPKCS8Generator(own.getPrivate(), null)));
    } catch (OperatorCreationException e) {
      throw new GeneralSecurityException(e);
    }
  }

  private void handle(HttpExchange exchange, Function<Seen, Reply> answer) throws IOException {
    Seen request =
        new Seen(
            exchange.getRequestMethod(),
            exchange.getRequestURI().toString(),
            Map.copyOf(exchange.getRequestHeaders()),
            new String(exchange.getRequestBody().readAllBytes(), UTF_8));
    seen.add(request);
    Reply reply = answer.apply(request);
    reply.headers.forEach((name, value) -> exchange.getResponseHeaders().set(name, value));
    exchange.sendResponseHeaders(reply.status, reply.body.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(reply.body);
    }
  }

  public List<Seen> seen() {
    return seen;
  }

  public String host() {
    return "https://localhost:" + server.getAddress().getPort();
  }

  /** File of the authority that signed its certificate. */
  public Path authority() {
    return authority;
  }

  /** The same source at this service, trusting its certificate. */
  public SiteSource serving(SiteSource source) {
    return new SiteSource(
        source.name(),
        source.description(),
        Optional.of(host()),
        source.user(),
        new SiteSource.SourceFiles(source.files().tokenFile(), Optional.of(authority.toString())),
        source.settings(),
        source.topic(),
        source.unit());
  }

  /** Reading of a period, by real requests. */
  static SourceReading ask(SiteSource source, RequestPeriod asked, Optional<String> secret)
      throws IOException, InterruptedException {
    return switch (WebSource.ask(source, asked, secret)) {
      case FetchOutcome.Answered answered -> answered.reading();
      case FetchOutcome.Failed failed -> throw new IOException(failed.reason());
    };
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
