package io.spikewatt.config.check;

import io.spikewatt.config.site.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A user has a password and a password has a user; half a login is a typing error. */
final class PasswordNeedsUser implements SiteRule {

  @Override
  public List<Finding> findings(PartialSite site) {
    List<Finding> findings = new ArrayList<>();
    site.mqtt().ifPresent(m -> check("mqtt", m.user(), m.passwordFile(), findings));
    for (PartialSite.Device device : site.devices()) {
      if (device.connection().orElse(null) instanceof Connection.OpcUa c) {
        check(device.path() + ".connection", c.user(), c.passwordFile(), findings);
      }
    }
    return findings;
  }

  private static void check(
      String path, Optional<String> user, Optional<String> passwordFile, List<Finding> findings) {
    if (user.isPresent() && passwordFile.isEmpty()) {
      findings.add(new Finding(path + ".password-file", "a password file for user", "nothing"));
    }
    if (user.isEmpty() && passwordFile.isPresent()) {
      findings.add(new Finding(path + ".user", "a user for password-file", "nothing"));
    }
  }
}
