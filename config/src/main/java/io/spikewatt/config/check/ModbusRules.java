package io.spikewatt.config.check;

import io.spikewatt.config.profile.DeviceProfile;
import io.spikewatt.config.profile.Heartbeat;
import io.spikewatt.config.profile.OutputRegister;
import io.spikewatt.config.profile.OutputRegister.CellContent;
import io.spikewatt.config.profile.OutputWear;
import io.spikewatt.config.profile.RegisterInput;
import io.spikewatt.config.profile.RegisterOutput;
import io.spikewatt.config.profile.RegisterSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Rules of a profile's registers and of the outputs that they make up. */
final class ModbusRules {

  private static final int TABLE_SIZE = 0x10000;

  /** We write at a third of a time-out. */
  private static final int REFRESHES = 3;

  private ModbusRules() {}

  static Stream<Finding> findings(DeviceProfile.Modbus map) {
    return Stream.of(registersFit(map), inputsApart(map), outputsFit(map)).flatMap(List::stream);
  }

  /** Values end inside the register table, and sentinels inside their value. */
  private static List<Finding> registersFit(DeviceProfile.Modbus map) {
    List<Finding> findings = new ArrayList<>();
    for (int i = 0; i < map.inputs().size(); i++) {
      String path = "modbus.inputs[" + i + "]";
      RegisterInput input = map.inputs().get(i);
      findings.addAll(registerFits(path, input.register()));
      findings.addAll(allFit(path + ".plus", input.plus()));
      findings.addAll(allFit(path + ".where-fitted", input.whereFitted()));
      input
          .instead()
          .map(it -> registerFits(path + ".instead", it.magnitude()))
          .ifPresent(findings::addAll);
    }
    for (int i = 0; i < map.outputs().size(); i++) {
      String path = "modbus.outputs[" + i + "]";
      RegisterOutput output = map.outputs().get(i);
      List<RegisterSpec> specs = output.registers().stream().map(OutputRegister::register).toList();
      findings.addAll(allFit(path + ".registers", specs));
      findings.addAll(allFit(path + ".plus", output.plus()));
    }
    return findings;
  }

  /**
   * A value of several registers overlaps no other such value, and two phases are not one register.
   * Several meanings of the same register are allowed otherwise: a state and its bits.
   */
  private static List<Finding> inputsApart(DeviceProfile.Modbus map) {
    List<Finding> findings = new ArrayList<>();
    for (int i = 1; i < map.inputs().size(); i++) {
      RegisterSpec spec = map.inputs().get(i).register();
      for (RegisterInput other : map.inputs().subList(0, i)) {
        if (interleaved(spec, other.register()) || onePhaseTwice(spec, other.register())) {
          findings.add(
              new Finding(
                  "modbus.inputs[" + i + "].address",
                  "registers of its own",
                  "%d, where %s is too"
                      .formatted(spec.address(), other.register().quantity().wireName())));
        }
      }
    }
    return findings;
  }

  private static boolean interleaved(RegisterSpec a, RegisterSpec b) {
    return a.table() == b.table()
        && a.address() != b.address()
        && Math.min(a.encoding().words(), b.encoding().words()) > 1
        && overlap(a, b);
  }

  private static boolean onePhaseTwice(RegisterSpec a, RegisterSpec b) {
    String phase = "_l[123]_";
    String one = a.quantity().wireName();
    String other = b.quantity().wireName();
    return a.table() == b.table()
        && a.address() == b.address()
        && !one.equals(other)
        && one.matches(".*" + phase + ".*")
        && one.replaceFirst(phase, "").equals(other.replaceFirst(phase, ""));
  }

  private static List<Finding> allFit(String path, List<RegisterSpec> specs) {
    List<Finding> findings = new ArrayList<>();
    for (int k = 0; k < specs.size(); k++) {
      findings.addAll(registerFits(path + "[" + k + "]", specs.get(k)));
    }
    return findings;
  }

  private static List<Finding> registerFits(String path, RegisterSpec spec) {
    List<Finding> findings = new ArrayList<>();
    if (end(spec) > TABLE_SIZE) {
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
    return findings;
  }

  /**
   * An output's registers do not overlap, carry its setpoint, release control by another value than
   * they take it, and endure the writes that the device needs.
   */
  private static List<Finding> outputsFit(DeviceProfile.Modbus map) {
    List<Finding> findings = new ArrayList<>();
    for (int i = 0; i < map.outputs().size(); i++) {
      String path = "modbus.outputs[" + i + "]";
      RegisterOutput output = map.outputs().get(i);
      findings.addAll(registersMakeOutput(path, output));
      endures(path, output).forEach(findings::add);
      map.heartbeat().stream()
          .flatMap(heartbeat -> apart(heartbeat, output))
          .forEach(findings::add);
    }
    return findings;
  }

  private static List<Finding> registersMakeOutput(String path, RegisterOutput output) {
    List<Finding> findings = new ArrayList<>();
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
        if (overlap(register.register(), other.register())) {
          String address = Integer.toString(register.register().address());
          findings.add(new Finding(at + ".address", "a register of its own", address));
        }
      }
    }
    return findings;
  }

  private static Stream<Finding> endures(String path, RegisterOutput output) {
    if (output.timeout().isEmpty() || output.dailyWrites().isEmpty()) {
      return Stream.empty();
    }
    long writes = REFRESHES * Duration.ofDays(1).dividedBy(output.timeout().get());
    int most = output.dailyWrites().getAsInt();
    return Finding.when(
        OutputWear.of(output).wears() && writes > most,
        path + ".timeout-s",
        "volatile registers, or at most " + most + " writes a day",
        writes + " writes a day to keep the setpoint alive");
  }

  private static Stream<Finding> apart(Heartbeat heartbeat, RegisterOutput output) {
    int address = heartbeat.address();
    return Finding.when(
        output.registers().stream()
            .map(OutputRegister::register)
            .anyMatch(r -> r.address() <= address && address < end(r)),
        "modbus.heartbeat.address",
        "a register of its own",
        Integer.toString(address));
  }

  private static boolean overlap(RegisterSpec a, RegisterSpec b) {
    return a.address() < end(b) && b.address() < end(a);
  }

  private static int end(RegisterSpec register) {
    return register.address() + register.encoding().words();
  }
}
