package io.spikewatt.config.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A certificate needs its key, and a key its certificate. */
final class CertificateWithKey {

  private CertificateWithKey() {}

  /**
   * @param section of the site file that holds both keys
   */
  static List<Finding> findings(
      String section, Optional<String> certificateFile, Optional<String> keyFile) {
    List<Finding> findings = new ArrayList<>();
    if (certificateFile.isPresent() && keyFile.isEmpty()) {
      findings.add(missing(section, "key-file", "certificate-file"));
    }
    if (keyFile.isPresent() && certificateFile.isEmpty()) {
      findings.add(missing(section, "certificate-file", "key-file"));
    }
    return findings;
  }

  private static Finding missing(String section, String key, String because) {
    return new Finding(section + "." + key, "a file, because of " + because, "nothing");
  }
}
