package io.spikewatt.config.check;

import java.util.List;

/** The page's certificate goes with its key; without both, one that Spikewatt made serves. */
final class SecurePage implements SiteRule {

  @Override
  public List<Finding> findings(PartialSite site) {
    return site.page()
        .map(page -> CertificateWithKey.findings("page", page.certificateFile(), page.keyFile()))
        .orElse(List.of());
  }
}
