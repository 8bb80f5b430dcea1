package io.spikewatt.controller.page;

import io.spikewatt.config.site.Site;
import io.spikewatt.config.words.Language;
import io.spikewatt.controller.assembly.RunningSite;
import io.spikewatt.controller.http.MorePaths;
import io.spikewatt.controller.http.PageRoute;
import io.spikewatt.controller.http.PageServer;
import io.spikewatt.controller.http.PageSettings;
import io.spikewatt.controller.http.PageToken;
import io.spikewatt.controller.status.SiteStatus;
import io.spikewatt.controller.view.SiteView;
import io.spikewatt.drivers.secret.CertificateNames;
import io.spikewatt.drivers.secret.PageCertificate;
import io.spikewatt.drivers.secret.PemFiles;
import io.spikewatt.hal.store.IoReason;
import io.spikewatt.hal.store.PrivateFiles;
import io.spikewatt.hal.time.Clock;
import io.spikewatt.hal.time.SystemClock;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.tinylog.Logger;

/** The web page of a running gateway. */
public final class SitePage implements AutoCloseable {

  private static final Duration PACE = Duration.ofSeconds(1);

  private final PageServer server;
  private final Optional<PageCertificate> made;
  private final Optional<Thread> watch;

  private SitePage(PageServer server, Optional<PageCertificate> made, Clock clock) {
    this.server = server;
    this.made = made;
    this.watch = made.map(it -> it.watch(clock, warning -> Logger.warn("{}", warning)));
  }

  /**
   * How a page is encrypted.
   *
   * @param names under which it may be addressed, in lower case
   * @param tls empty = not at all
   * @param made the certificate, if Spikewatt made it
   */
  private record Encryption(
      Set<String> names, Optional<SSLContext> tls, Optional<PageCertificate> made) {

    static Encryption of(Site.Page page, Path directory, Clock clock) throws IOException {
      if (page.needsMadeCertificate()) {
        PageCertificate made = PageCertificate.findOrMake(directory, clock.now().instant());
        String file = made.file().toString();
        return new Encryption(
            made.names(), Optional.of(PemFiles.page(file, file)), Optional.of(made));
      }
      if (page.certificateFile().isEmpty()) {
        return new Encryption(Set.of(), Optional.empty(), Optional.empty());
      }
      String file = page.certificateFile().get();
      return new Encryption(
          CertificateNames.of(file),
          Optional.of(PemFiles.page(file, page.keyFile().orElseThrow())),
          Optional.empty());
    }
  }

  /**
   * Starts the page that a site configures. Control does not depend on it: what hinders it is
   * logged, an alarm, and in the status.
   *
   * @param running what decides now
   * @param current how the gateway is now, under the configuration in force
   * @return empty without a page
   */
  public static Optional<SitePage> start(
      Site site,
      Supplier<RunningSite> running,
      Supplier<SiteStatus> current,
      Consumer<SiteStatus.Page> shown) {
    return start(site, view(running, current), MorePaths.NONE, shown);
  }

  /** The same with a given view, and with further paths. */
  public static Optional<SitePage> start(
      Site site, SiteView view, MorePaths more, Consumer<SiteStatus.Page> shown) {
    if (site.page().isEmpty()) {
      return Optional.empty();
    }
    try {
      Path directory = Path.of(site.storage().directory());
      SitePage page = serve(site.page().get(), directory, view, more, new SystemClock());
      Logger.info("the page is at {}", page.shown());
      shown.accept(new SiteStatus.Page.Served(page.shown()));
      return Optional.of(page);
    } catch (IOException e) {
      Logger.error("there is no page: {}", IoReason.withFile(e));
      shown.accept(new SiteStatus.Page.Missing(IoReason.withFile(e)));
      return Optional.empty();
    }
  }

  /**
   * The view of a running gateway that pages and other readers share.
   *
   * @param running what decides now
   * @param current how the gateway is now, under the configuration in force
   */
  public static SiteView view(Supplier<RunningSite> running, Supplier<SiteStatus> current) {
    return new PageFeed(running, current, new LastMonth(), new HistoryAnswers());
  }

  /**
   * Serves a page.
   *
   * @param directory where state is kept
   * @throws IOException if token or certificate cannot be used, or the port is taken; names the
   *     file
   */
  public static SitePage serve(Site.Page page, Path directory, SiteView site, Clock clock)
      throws IOException {
    return serve(page, directory, site, MorePaths.NONE, clock);
  }

  private static SitePage serve(
      Site.Page page, Path directory, SiteView site, MorePaths more, Clock clock)
      throws IOException {
    if (page.tokenFile().isEmpty() || page.needsMadeCertificate()) {
      PrivateFiles.createDirectories(directory);
    }
    Encryption encryption = Encryption.of(page, directory, clock);
    InetAddress bind = InetAddress.ofLiteral(page.bind());
    PageServer server =
        PageServer.start(
            new PageSettings(
                new InetSocketAddress(bind, page.port()),
                encryption.names(),
                encryption.tls(),
                PageToken.of(page.tokenFile().map(Path::of), directory),
                bind.isLoopbackAddress(),
                clock,
                PACE),
            new SiteContent(site, Language.all(), routes(more, encryption), more));
    return new SitePage(server, encryption.made(), clock);
  }

  private static Map<String, PageRoute> routes(MorePaths more, Encryption encryption) {
    try {
      return more.of(encryption.names(), encryption.tls().isPresent() ? "https" : "http");
    } catch (IOException e) {
      Logger.error("the page is served without the assistant: {}", IoReason.withFile(e));
      return Map.of();
    } catch (RuntimeException bug) {
      // Control and the page depend on none of these paths.
      Logger.error(bug, "the page is served without the assistant: a bug");
      return Map.of();
    }
  }

  public String address() {
    return server.address();
  }

  /** Address for a browser, with the fingerprint of the certificate that was made. */
  public String shown() {
    return address() + made.map(it -> ", certificate with SHA-256 " + it.fingerprint()).orElse("");
  }

  public int streams() {
    return server.streams();
  }

  @Override
  public void close() {
    watch.ifPresent(Thread::interrupt);
    server.close();
  }
}
