package io.spikewatt.config.check;

import io.spikewatt.config.site.Site;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;

/** The page's certificate goes with its key; without both, one that Spikewatt made serves. */
final class SecurePage implements SiteRule {

  @Override
  public List<Finding> findings(PartialSite site) {
    return site.page().map(SecurePage::findings).orElse(List.of());
  }

  private static List<Finding> findings(Site.Page page) {
    List<Finding> findings =
        new ArrayList<>(
            CertificateWithKey.findings("page", page.certificateFile(), page.keyFile()));
    try {
      InetAddress.ofLiteral(page.bind());
    } catch (IllegalArgumentException e) {
      findings.add(new Finding("page.bind", "an address of this machine", page.bind()));
    }
    return findings;
  }
}
