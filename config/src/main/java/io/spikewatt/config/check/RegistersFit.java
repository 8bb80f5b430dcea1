package io.spikewatt.config.check;

import io.spikewatt.config.profile.DeviceProfile;
import io.spikewatt.config.profile.RegisterSpec;
import java.util.ArrayList;
import java.util.List;

/** Values end inside the register table, and sentinels inside their value. */
final class RegistersFit {

  private static final int TABLE_SIZE = 0x10000;

  private RegistersFit() {}

  static List<Finding> findings(DeviceProfile profile) {
    List<Finding> findings = new ArrayList<>();
    if (profile.points() instanceof DeviceProfile.Modbus map) {
      for (int i = 0; i < map.inputs().size(); i++) {
        String path = "modbus.inputs[" + i + "]";
        register(path, map.inputs().get(i).register(), findings);
        added(path + ".plus", map.inputs().get(i).plus(), findings);
        added(path + ".where-fitted", map.inputs().get(i).whereFitted(), findings);
        map.inputs()
            .get(i)
            .instead()
            .ifPresent(it -> register(path + ".instead", it.magnitude(), findings));
      }
      for (int i = 0; i < map.outputs().size(); i++) {
        for (int k = 0; k < map.outputs().get(i).registers().size(); k++) {
          RegisterSpec spec = map.outputs().get(i).registers().get(k).register();
          register("modbus.outputs[" + i + "].registers[" + k + "]", spec, findings);
        }
        added("modbus.outputs[" + i + "].plus", map.outputs().get(i).plus(), findings);
      }
    }
    return findings;
  }

  private static void added(String path, List<RegisterSpec> specs, List<Finding> findings) {
    for (int k = 0; k < specs.size(); k++) {
      register(path + "[" + k + "]", specs.get(k), findings);
    }
  }

  private static void register(String path, RegisterSpec spec, List<Finding> findings) {
    if (spec.address() + spec.encoding().words() > TABLE_SIZE) {
      String expected = "a value that ends at register 65535 or before";
      findings.add(new Finding(path + ".address", expected, Integer.toString(spec.address())));
    }
    int bits = 16 * spec.encoding().words();
    for (long sentinel : spec.sentinels()) {
      if (bits < Long.SIZE && sentinel >>> bits != 0) {
        String expected = "raw values of at most " + bits + " bits";
        findings.add(new Finding(path + ".sentinels", expected, "0x" + Long.toHexString(sentinel)));
      }
    }
  }
}
