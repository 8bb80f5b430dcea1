package io.spikewatt.controller.daemon;

import io.spikewatt.config.site.Site;
import io.spikewatt.controller.page.PageServer;
import io.spikewatt.controller.page.PageSettings;
import io.spikewatt.controller.page.PageToken;
import io.spikewatt.drivers.secret.PemFiles;
import io.spikewatt.hal.store.PrivateFiles;
import io.spikewatt.hal.time.SystemClock;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.tinylog.Logger;

/** Serves the web page of a running gateway. */
public final class SitePage {

  private static final Duration PACE = Duration.ofSeconds(1);

  private SitePage() {}

  /**
   * Starts the page that a site configures. Control does not depend on it: what hinders it is
   * logged, an alarm, and in the status.
   *
   * @param current how the gateway is now, under the configuration in force
   * @return empty without a page
   */
  public static Optional<PageServer> start(
      Site site, Gateway gateway, Supplier<SiteStatus> current) {
    if (site.page().isEmpty()) {
      return Optional.empty();
    }
    try {
      Path directory = Path.of(site.storage().directory());
      PageServer server =
          PageServer.start(settings(site.page().get(), directory), new PageFeed(gateway, current));
      Logger.info("the page is at {}", server.address());
      return Optional.of(server);
    } catch (IOException e) {
      Logger.error("there is no page: {}", e.getMessage());
      gateway.pageMissing(String.valueOf(e.getMessage()));
      return Optional.empty();
    }
  }

  /**
   * How a page is served.
   *
   * @param directory where state is kept
   * @throws IOException if token or certificate cannot be used; names the file
   */
  static PageSettings settings(Site.Page page, Path directory) throws IOException {
    if (page.tokenFile().isEmpty()) {
      PrivateFiles.createDirectories(directory);
    }
    return new PageSettings(
        new InetSocketAddress(InetAddress.ofLiteral(page.bind()), page.port()),
        page.certificateFile().isPresent()
            ? CertificateNames.of(page.certificateFile().get())
            : Set.of(),
        page.certificateFile().isPresent() ? Optional.of(tls(page)) : Optional.empty(),
        PageToken.of(page, directory),
        new SystemClock(),
        PACE);
  }

  private static SSLContext tls(Site.Page page) throws IOException {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(
          PemFiles.identity(page.certificateFile().orElseThrow(), page.keyFile().orElseThrow()),
          null,
          null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IOException("the page's certificate cannot be used: " + e.getMessage(), e);
    }
  }
}
