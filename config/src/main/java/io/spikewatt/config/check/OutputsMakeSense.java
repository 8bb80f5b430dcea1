package io.spikewatt.config.check;

import io.spikewatt.config.profile.DeviceProfile;
import io.spikewatt.config.profile.Heartbeat;
import io.spikewatt.config.profile.OutputRegister;
import io.spikewatt.config.profile.OutputRegister.CellContent;
import io.spikewatt.config.profile.RegisterOutput;
import io.spikewatt.config.profile.RegisterSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * An output's registers do not overlap, carry its setpoint, release control by another value than
 * they take it, and endure the writes that the device needs.
 */
final class OutputsMakeSense {

  /** We write at a third of a time-out. */
  private static final int REFRESHES = 3;

  private OutputsMakeSense() {}

  static List<Finding> findings(DeviceProfile profile) {
    List<Finding> findings = new ArrayList<>();
    if (profile.points() instanceof DeviceProfile.Modbus map) {
      for (int i = 0; i < map.outputs().size(); i++) {
        String path = "modbus.outputs[" + i + "]";
        RegisterOutput output = map.outputs().get(i);
        registers(path, output, findings);
        wear(path, output, findings);
        map.heartbeat().ifPresent(beat -> heartbeat(beat, output, findings));
      }
    }
    return findings;
  }

  private static void registers(String path, RegisterOutput output, List<Finding> findings) {
    List<OutputRegister> all = output.registers();
    if (all.stream().allMatch(r -> r.takes() instanceof CellContent.Constant)) {
      findings.add(
          new Finding(path + ".registers", "one that takes the setpoint", "constants only"));
    }
    for (int k = 0; k < all.size(); k++) {
      OutputRegister register = all.get(k);
      String at = path + ".registers[" + k + "]";
      if (register.takes() instanceof CellContent.Constant constant
          && register.release().isPresent()
          && register.release().getAsDouble() == constant.raw()) {
        findings.add(
            new Finding(
                at + ".release", "another value than constant", Double.toString(constant.raw())));
      }
      if (!(register.rawMin() <= register.rawMax())) {
        findings.add(
            new Finding(at + ".raw-min", "at most raw-max", Double.toString(register.rawMin())));
      }
      for (OutputRegister other : all.subList(0, k)) {
        if (meet(register.register(), other.register())) {
          String address = Integer.toString(register.register().address());
          findings.add(new Finding(at + ".address", "a register of its own", address));
        }
      }
    }
  }

  private static void wear(String path, RegisterOutput output, List<Finding> findings) {
    if (output.timeout().isEmpty() || output.dailyWrites().isEmpty()) {
      return;
    }
    long writes = REFRESHES * Duration.ofDays(1).dividedBy(output.timeout().get());
    boolean carriesWear =
        output.registers().stream()
            .anyMatch(
                r ->
                    r.takes() instanceof CellContent.Part
                        && r.persistence() != OutputRegister.Persistence.VOLATILE);
    if (carriesWear && writes > output.dailyWrites().getAsInt()) {
      findings.add(
          new Finding(
              path + ".timeout-s",
              "volatile registers, or at most " + output.dailyWrites().getAsInt() + " writes a day",
              writes + " writes a day to keep the setpoint alive"));
    }
  }

  private static void heartbeat(
      Heartbeat heartbeat, RegisterOutput output, List<Finding> findings) {
    boolean taken =
        output.registers().stream()
            .map(OutputRegister::register)
            .anyMatch(r -> r.address() <= heartbeat.address() && heartbeat.address() < end(r));
    if (taken) {
      String address = Integer.toString(heartbeat.address());
      findings.add(new Finding("modbus.heartbeat.address", "a register of its own", address));
    }
  }

  private static boolean meet(RegisterSpec a, RegisterSpec b) {
    return a.address() < end(b) && b.address() < end(a);
  }

  private static int end(RegisterSpec register) {
    return register.address() + register.encoding().words();
  }
}
