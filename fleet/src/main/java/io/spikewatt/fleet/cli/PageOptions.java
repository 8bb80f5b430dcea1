package io.spikewatt.fleet.cli;

import io.spikewatt.config.cli.CliOptions;
import io.spikewatt.config.cli.CliOptions.UsageException;
import io.spikewatt.fleet.coordinate.YearlyPrivacy;
import io.spikewatt.fleet.page.AttentionLevel;
import io.spikewatt.fleet.page.FleetPage.PageAddress;
import io.spikewatt.fleet.page.FleetPage.TlsFiles;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * What the options of a coordinator say of its page.
 *
 * @param address empty = no page
 * @param silentAfter time without a message after which a site is silent
 * @param privacy what rounds spend at most; empty = they have no noise
 */
record PageOptions(
    Optional<PageAddress> address, Duration silentAfter, Optional<YearlyPrivacy> privacy) {

  private static final String LOOPBACK = "127.0.0.1";

  /**
   * @throws IllegalArgumentException for an address beyond loopback without a certificate
   */
  static PageOptions of(CliOptions options, Optional<YearlyPrivacy> privacy) throws UsageException {
    Duration silentAfter =
        Duration.ofSeconds(
            (long)
                options.number(
                    "--silent-after-s", (double) AttentionLevel.SILENT_AFTER.toSeconds(), 60, 1e7));
    Optional<String> certificate = options.value("--page-certificate");
    Optional<String> key = options.value("--page-key");
    if (certificate.isPresent() != key.isPresent()) {
      throw new IllegalArgumentException("--page-certificate and --page-key go together");
    }
    if (options.value("--page").isEmpty()) {
      if (certificate.isPresent() || options.value("--page-bind").isPresent()) {
        throw new IllegalArgumentException("a page needs --page with a port, for example 8421");
      }
      return new PageOptions(Optional.empty(), silentAfter, privacy);
    }
    String bind = options.value("--page-bind").orElse(LOOPBACK);
    Optional<TlsFiles> tls =
        certificate.map(file -> new TlsFiles(Path.of(file), Path.of(key.orElseThrow())));
    if (tls.isEmpty() && !InetAddress.ofLiteral(bind).isLoopbackAddress()) {
      throw new IllegalArgumentException(
          "beyond loopback the page needs --page-certificate and --page-key");
    }
    int port = (int) options.number("--page", 8421, 0, 65_535);
    return new PageOptions(Optional.of(new PageAddress(bind, port, tls)), silentAfter, privacy);
  }
}
