package io.spikewatt.config.check;

import io.spikewatt.config.profile.DeviceProfile;
import io.spikewatt.config.profile.Heartbeat;
import io.spikewatt.config.profile.RegisterOutput;
import io.spikewatt.config.profile.RegisterSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Values end inside the register table, sentinels inside their value, and writes do not meet. */
final class RegistersFit {

  private static final int TABLE_SIZE = 0x10000;

  private RegistersFit() {}

  static List<Finding> findings(DeviceProfile profile) {
    List<Finding> findings = new ArrayList<>();
    if (profile.points() instanceof DeviceProfile.Modbus map) {
      for (int i = 0; i < map.inputs().size(); i++) {
        register("modbus.inputs[" + i + "]", map.inputs().get(i), findings);
      }
      for (int i = 0; i < map.outputs().size(); i++) {
        String path = "modbus.outputs[" + i + "]";
        RegisterOutput output = map.outputs().get(i);
        register(path, output.register(), findings);
        Optional<RegisterOutput.Enable> enable = output.enable();
        if (enable.isPresent() && enable.get().on() == enable.get().off()) {
          String off = Integer.toString(enable.get().off());
          findings.add(new Finding(path + ".enable.off", "another value than on", off));
        }
        if (enable.isPresent() && covers(output.register(), enable.get().address())) {
          String address = Integer.toString(enable.get().address());
          findings.add(new Finding(path + ".enable.address", "a register of its own", address));
        }
        if (map.heartbeat().isPresent()) {
          heartbeat(map.heartbeat().get(), output, findings);
        }
      }
    }
    return findings;
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

  private static void heartbeat(
      Heartbeat heartbeat, RegisterOutput output, List<Finding> findings) {
    boolean onValue = covers(output.register(), heartbeat.address());
    boolean onEnable = output.enable().filter(e -> e.address() == heartbeat.address()).isPresent();
    if (onValue || onEnable) {
      String address = Integer.toString(heartbeat.address());
      findings.add(new Finding("modbus.heartbeat.address", "a register of its own", address));
    }
  }

  private static boolean covers(RegisterSpec spec, int address) {
    return address >= spec.address() && address < spec.address() + spec.encoding().words();
  }
}
