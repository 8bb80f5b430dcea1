package io.spikewatt.config.check;

import io.spikewatt.config.site.Site;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;

/** A page that other machines reach is encrypted. */
final class SecurePage implements SiteRule {

  @Override
  public List<Finding> findings(PartialSite site) {
    return site.page().map(SecurePage::findings).orElse(List.of());
  }

  private static List<Finding> findings(Site.Page page) {
    List<Finding> findings =
        new ArrayList<>(
            CertificateWithKey.findings("page", page.certificateFile(), page.keyFile()));
    if (page.certificateFile().isEmpty()
        && !InetAddress.ofLiteral(page.bind()).isLoopbackAddress()) {
      findings.add(
          new Finding("page.bind", "127.0.0.1, or certificate-file and key-file", page.bind()));
    }
    return findings;
  }
}
