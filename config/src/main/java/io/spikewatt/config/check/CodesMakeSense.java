package io.spikewatt.config.check;

import io.spikewatt.config.profile.ContactCode;
import io.spikewatt.config.profile.DeviceProfile;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Positions of contacts have one length and are unique; values of an output are unique too. */
final class CodesMakeSense {

  private CodesMakeSense() {}

  static List<Finding> findings(DeviceProfile profile) {
    return switch (profile.points()) {
      case DeviceProfile.GpioInput c -> codes(c.codes(), false);
      case DeviceProfile.GpioOutput c -> codes(c.codes(), true);
      default -> List.of();
    };
  }

  private static List<Finding> codes(List<ContactCode> codes, boolean output) {
    List<Finding> findings = new ArrayList<>();
    int length = codes.getFirst().contacts().length();
    Set<String> contacts = new HashSet<>();
    Set<Double> values = new HashSet<>();
    for (int i = 0; i < codes.size(); i++) {
      ContactCode code = codes.get(i);
      String path = "gpio-code.codes[" + i + "]";
      if (code.contacts().length() != length) {
        String expected = length + " contacts, as the first";
        findings.add(new Finding(path + ".contacts", expected, code.contacts()));
      } else if (!contacts.add(code.contacts())) {
        findings.add(new Finding(path + ".contacts", "each position once", code.contacts()));
      }
      if (output && !values.add(code.value())) {
        findings.add(
            new Finding(path + ".value", "each value once", NumberText.number(code.value())));
      }
    }
    return findings;
  }
}
