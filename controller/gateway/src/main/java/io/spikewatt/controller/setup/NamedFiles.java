package io.spikewatt.controller.setup;

import io.spikewatt.config.check.Finding;
import io.spikewatt.config.site.FleetMembership;
import io.spikewatt.config.site.Site;
import io.spikewatt.drivers.secret.CertificateFiles;
import io.spikewatt.drivers.secret.CertificateFiles.Fault;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Problems of the certificates that a configuration names. These are warnings: control does not
 * depend on a broker, a page or a fleet, and must not stay off because a certificate has ended.
 */
final class NamedFiles {

  private NamedFiles() {}

  /** Empty where they are sound, or not readable by this user. */
  static List<Finding> findings(Site site, Instant now) {
    List<Finding> findings = new ArrayList<>();
    site.mqtt()
        .ifPresent(
            mqtt -> {
              mqtt.security()
                  .caFile()
                  .map(file -> CertificateFiles.authorities(file, now))
                  .ifPresent(faults -> add("mqtt", "ca-file", faults, findings));
              mqtt.security()
                  .certificateFile()
                  .map(
                      file ->
                          CertificateFiles.identity(
                              file, mqtt.security().keyFile().orElseThrow(), now))
                  .ifPresent(faults -> add("mqtt", "certificate-file", faults, findings));
            });
    site.page()
        .ifPresent(
            page ->
                page.certificateFile()
                    .map(file -> CertificateFiles.identity(file, page.keyFile().orElseThrow(), now))
                    .ifPresent(faults -> add("page", "certificate-file", faults, findings)));
    site.fleet()
        .map(FleetMembership::files)
        .ifPresent(
            files -> {
              add("fleet", "ca-file", CertificateFiles.authorities(files.caFile(), now), findings);
              add(
                  "fleet",
                  "certificate-file",
                  CertificateFiles.identity(files.certificateFile(), files.keyFile(), now),
                  findings);
            });
    return findings;
  }

  private static void add(
      String section, String certificateKey, List<Fault> faults, List<Finding> findings) {
    for (Fault fault : faults) {
      String key =
          switch (fault.place()) {
            case CERTIFICATE -> certificateKey;
            case KEY -> "key-file";
          };
      findings.add(new Finding(section + "." + key, fault.expected(), fault.found()));
    }
  }
}
