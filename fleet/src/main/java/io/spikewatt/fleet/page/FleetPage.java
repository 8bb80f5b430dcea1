package io.spikewatt.fleet.page;

import io.spikewatt.controller.http.PageServer;
import io.spikewatt.controller.http.PageSettings;
import io.spikewatt.controller.http.PageToken;
import io.spikewatt.drivers.secret.CertificateNames;
import io.spikewatt.drivers.secret.PemFiles;
import io.spikewatt.hal.store.PrivateFiles;
import io.spikewatt.hal.time.Clock;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLContext;

/** The web page of a coordinator: for those who have the token, also on loopback. */
public final class FleetPage implements AutoCloseable {

  private static final Duration PACE = Duration.ofSeconds(2);

  private final PageServer server;
  private final Path tokenFile;

  private FleetPage(PageServer server, Path tokenFile) {
    this.server = server;
    this.tokenFile = tokenFile;
  }

  /**
   * Where a page is served.
   *
   * @param bind literal address to listen on
   * @param port 0 = any free one
   * @param tls empty = no encryption, for loopback only
   */
  public record PageAddress(String bind, int port, Optional<TlsFiles> tls) {

    public PageAddress {
      if (tls.isEmpty() && !InetAddress.ofLiteral(bind).isLoopbackAddress()) {
        throw new IllegalArgumentException("beyond loopback the page needs a certificate");
      }
    }
  }

  /**
   * @param certificate with its chain, PEM
   * @param key of the certificate, PEM, not encrypted
   */
  public record TlsFiles(Path certificate, Path key) {}

  /**
   * Starts serving.
   *
   * @param folder where the token is kept; made at the first start
   * @throws IOException if token or certificate cannot be used, or the port is taken; names the
   *     file or the port
   */
  public static FleetPage start(PageAddress address, Path folder, FleetFeed feed, Clock clock)
      throws IOException {
    PrivateFiles.createDirectories(folder);
    Optional<SSLContext> tls = Optional.empty();
    Set<String> names = Set.of();
    if (address.tls().isPresent()) {
      String certificate = address.tls().get().certificate().toString();
      tls = Optional.of(PemFiles.page(certificate, address.tls().get().key().toString()));
      names = CertificateNames.of(certificate);
    }
    PageSettings settings =
        new PageSettings(
            new InetSocketAddress(InetAddress.ofLiteral(address.bind()), address.port()),
            names,
            tls,
            PageToken.of(Optional.empty(), folder),
            false,
            clock,
            PACE);
    try {
      return new FleetPage(
          PageServer.start(settings, new FleetContent(feed)), folder.resolve(PageToken.FILE));
    } catch (IOException e) {
      throw new IOException("the page cannot listen: " + e.getMessage(), e);
    }
  }

  public String address() {
    return server.address();
  }

  /** File that holds the token of those who may see the page. */
  public Path tokenFile() {
    return tokenFile;
  }

  @Override
  public void close() {
    server.close();
  }
}
