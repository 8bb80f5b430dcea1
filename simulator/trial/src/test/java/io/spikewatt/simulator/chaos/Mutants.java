package io.spikewatt.simulator.chaos;

import io.spikewatt.config.profile.RegisterSpec.Table;
import io.spikewatt.drivers.register.RegisterPort;
import io.spikewatt.drivers.register.RegisterReply;
import io.spikewatt.hal.device.Device;
import io.spikewatt.hal.signal.Quantity;
import io.spikewatt.hal.signal.Sample;
import io.spikewatt.simulator.envelope.EnvelopeRule;
import io.spikewatt.simulator.envelope.SafetyEnvelope;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** Controllers that break one rule each. */
final class Mutants {

  /** Revert time of model 123 in the simulated PV inverter. */
  private static final int PV_REVERT = 40_235;

  private static final int BATTERY_POWER = 201;
  private static final int BATTERY_HEARTBEAT = 203;

  private static final long LONG = 7_200;

  private Mutants() {}

  /**
   * A broken controller, and what has to happen that it shows.
   *
   * @param faults single ones; none = the day's own
   */
  record Mutant(String what, ControllerMutation sabotage, List<FaultEpisode> faults) {
    @Override
    public String toString() {
      return what;
    }
  }

  /** Those that break this rule; a rule without one could be a rule that never speaks. */
  static List<Mutant> of(EnvelopeRule envelopeRule) {
    return switch (envelopeRule) {
      case RATING ->
          List.of(
              file("believes the battery to be twice as strong", Mutants::twiceAsStrong),
              file("believes the servers to need more", Mutants::hungryServers));
      case STATE_OF_CHARGE ->
          List.of(
              new Mutant(
                  "knows no window of the state of charge",
                  siteFile(
                      yaml ->
                          yaml.replace("min-soc-pct: 10", "min-soc-pct: 0")
                              .replace("max-soc-pct: 95", "max-soc-pct: 100")),
                  // Hardly ever is a battery found outside of it by itself.
                  List.of(jump(1_200, 0.07), jump(2_400, 0.98), jump(3_600, 0.07))),
              hold(
                  "does not believe a gauge at its end",
                  Set.of("battery1"),
                  Mutants::atTheEnd,
                  new FaultEpisode(FaultKind.SOC_EXTREME, 1_800, 5_400, 0),
                  new FaultEpisode(FaultKind.SOC_EXTREME, 5_400, 9_000, 1)));
      case UNKNOWN_CHARGE ->
          List.of(
              hold(
                  "takes an old state of charge for a new one",
                  Set.of("battery1"),
                  missing(Quantity.SOC_PCT),
                  fault(FaultKind.SOC_UNKNOWN)));
      case BLIND ->
          List.of(
              hold(
                  "takes an old power for a new one",
                  Set.of("meter1", "feeder1"),
                  missing(Quantity.POWER_W),
                  fault(FaultKind.METER_SILENT),
                  fault(FaultKind.FEEDER_SILENT)));
      case IMPORT_LIMIT ->
          List.of(
              file(
                  "knows no import limit",
                  yaml -> yaml.replaceAll("import-limit-w: \\d+", "import-limit-w: 50000")));
      case EXPORT_LIMIT ->
          List.of(
              file(
                  "knows no export limit",
                  yaml -> yaml.replaceAll("export-limit-w: \\d+", "export-limit-w: 50000")));
      case DIMMED, RESERVE, SECOND_WRITER -> List.of();
      case RAMP ->
          List.of(envelope("knows no ramp", truth -> with(truth, 50, truth.monitorOnly())));
      case EXPIRY ->
          List.of(
              new Mutant(
                  "makes decisions that hold for most of a minute",
                  siteFile(yaml -> yaml.replace("cycle-ms: 1000", "cycle-ms: 10000")),
                  List.of(new FaultEpisode(FaultKind.DECISIONS_STALL, 3_600, 3_700, 1))),
              wire("feeds the heartbeat of a setpoint that never changes", "battery1", Deaf::new));
      case DEAD_MAN ->
          List.of(
              wire("limits PV for ever", "pv1", ForEver::new),
              wire("does not feed the heartbeat", "battery1", Starving::new));
      case ISLAND ->
          List.of(
              hold(
                  "does not see that the grid is gone",
                  Set.of("meter1"),
                  Mutants::deadGrid,
                  fault(FaultKind.GRID_DOWN)));
      case GENSET ->
          List.of(
              new Mutant(
                  "starts and stops a genset as it pleases",
                  siteFile(Mutants::restlessGenset),
                  List.of(fault(FaultKind.GRID_DOWN), jump(2_400, 0.505))),
              new Mutant(
                  "does not see after a restart that a genset runs",
                  device("genset1", Misread::unseen),
                  restarts(FaultKind.KILLED)),
              new Mutant(
                  "does not see it after an orderly one",
                  device("genset1", Misread::unseen),
                  restarts(FaultKind.STOPPED)));
      case TRANSFER_SWITCH ->
          List.of(
              hold(
                  "sees neither that the grid is gone nor that the switch is open",
                  Set.of("meter1", "tie1"),
                  sample -> deadGrid(sample) || open(sample),
                  fault(FaultKind.GRID_DOWN)));
      case RELAY, HEAT_PUMP -> List.of();
      case FORBIDDEN ->
          List.of(
              envelope(
                  "writes where it should only look",
                  truth -> with(truth, truth.batteryRampWPerS(), true)),
              wire("writes to the grid meter", "meter1", Scribbling::new));
      case MALFORMED -> List.of(wire("writes half setpoints", "battery1", Halving::new));
    };
  }

  private static FaultEpisode fault(FaultKind kind) {
    return new FaultEpisode(kind, 1_800, 1_800 + LONG, 1);
  }

  private static FaultEpisode jump(long second, double toShare) {
    return new FaultEpisode(FaultKind.SOC_JUMPS, second, second + 1, toShare);
  }

  private static Mutant file(String what, UnaryOperator<String> change) {
    return new Mutant(what, siteFile(change), List.of());
  }

  private static ControllerMutation siteFile(UnaryOperator<String> change) {
    return new ControllerMutation() {
      @Override
      public String siteFile(String yaml) {
        String changed = change.apply(yaml);
        if (changed.equals(yaml)) {
          throw new AssertionError("nothing was changed in " + yaml);
        }
        return changed;
      }
    };
  }

  private static SafetyEnvelope with(SafetyEnvelope of, double rampWPerS, boolean monitorOnly) {
    return new SafetyEnvelope(
        of.cycleS(), of.devices(), of.limits(), rampWPerS, of.reservePct(), monitorOnly);
  }

  private static Mutant envelope(String what, UnaryOperator<SafetyEnvelope> change) {
    ControllerMutation controllerMutation =
        new ControllerMutation() {
          @Override
          public SafetyEnvelope envelope(SafetyEnvelope safetyEnvelope) {
            return change.apply(safetyEnvelope);
          }
        };
    return new Mutant(what, controllerMutation, List.of());
  }

  private static Mutant hold(
      String what, Set<String> devices, Predicate<Sample> which, FaultEpisode... faults) {
    ControllerMutation controllerMutation =
        new ControllerMutation() {
          @Override
          public Device device(Device device) {
            return devices.contains(device.id()) ? Misread.holdLast(device, which) : device;
          }
        };
    return new Mutant(what, controllerMutation, List.of(faults));
  }

  /** A genset starts for want of charge, gets it, and the process is another one. */
  private static List<FaultEpisode> restarts(FaultKind how) {
    return List.of(
        fault(FaultKind.GRID_DOWN),
        jump(2_400, 0.2),
        jump(2_500, 0.9),
        new FaultEpisode(how, 2_600, 2_610, 1));
  }

  private static ControllerMutation device(String id, UnaryOperator<Device> bent) {
    return new ControllerMutation() {
      @Override
      public Device device(Device device) {
        return device.id().equals(id) ? bent.apply(device) : device;
      }
    };
  }

  private static Mutant wire(String what, String device, UnaryOperator<RegisterPort> bent) {
    ControllerMutation controllerMutation =
        new ControllerMutation() {
          @Override
          public RegisterPort wire(String id, RegisterPort wire) {
            return id.equals(device) ? bent.apply(wire) : wire;
          }
        };
    return new Mutant(what, controllerMutation, List.of());
  }

  private static Predicate<Sample> missing(Quantity quantity) {
    return sample -> sample instanceof Sample.Missing && sample.signal().quantity() == quantity;
  }

  private static boolean deadGrid(Sample sample) {
    return switch (sample.signal().quantity()) {
      case VOLTAGE_L1_V, VOLTAGE_L2_V, VOLTAGE_L3_V, FREQUENCY_HZ ->
          !(sample instanceof Sample.Good good) || good.value() < 10;
      default -> false;
    };
  }

  private static boolean atTheEnd(Sample sample) {
    return sample.signal().quantity() == Quantity.SOC_PCT
        && (!(sample instanceof Sample.Good good) || good.value() < 1 || good.value() > 99);
  }

  private static boolean open(Sample sample) {
    return sample.signal().quantity() == Quantity.CONTACT
        && sample instanceof Sample.Good good
        && good.value() >= 0.5;
  }

  private static String restlessGenset(String yaml) {
    return yaml.replace(
        "min-run-s: 900, min-rest-s: 120",
        "min-run-s: 0, min-rest-s: 0, start-soc-pct: 50, stop-soc-pct: 51");
  }

  private static String twiceAsStrong(String yaml) {
    return yaml.replaceAll("charge-w: 3000", "charge-w: 6000")
        .replaceAll("charge-w: 6000", "charge-w: 12000");
  }

  private static String hungryServers(String yaml) {
    return yaml.replace("max-w: 3000, value", "max-w: 5000, value");
  }

  /** The heartbeat goes through, setpoints only seem to. */
  private static final class Deaf extends BentWire {
    private int writes;
    private final int[] shown = new int[2];
    private boolean bent;

    Deaf(RegisterPort wire) {
      super(wire);
    }

    @Override
    public RegisterReply read(Table table, int address, int count) {
      RegisterReply reply = super.read(table, address, count);
      if (bent && reply instanceof RegisterReply.Words answer) {
        for (int i = 0; i < shown.length; i++) {
          int place = BATTERY_POWER + i - address;
          if (place >= 0 && place < answer.words().length) {
            answer.words()[place] = shown[i];
          }
        }
      }
      return reply;
    }

    @Override
    public RegisterReply write(int address, int... words) {
      if (address == BATTERY_POWER) {
        System.arraycopy(words, 0, shown, 0, shown.length);
        bent = bent || (words[1] != 0 && writes++ > 100);
        if (bent && writes++ > 101) {
          return new RegisterReply.Words(words);
        }
      }
      return super.write(address, words);
    }
  }

  private static final class ForEver extends BentWire {
    ForEver(RegisterPort wire) {
      super(wire);
    }

    @Override
    public RegisterReply write(int address, int... words) {
      return address == PV_REVERT ? super.write(address, 0) : super.write(address, words);
    }
  }

  private static final class Starving extends BentWire {
    Starving(RegisterPort wire) {
      super(wire);
    }

    @Override
    public RegisterReply write(int address, int... words) {
      return address == BATTERY_HEARTBEAT
          ? new RegisterReply.Words(words)
          : super.write(address, words);
    }
  }

  private static final class Scribbling extends BentWire {
    Scribbling(RegisterPort wire) {
      super(wire);
    }

    @Override
    public RegisterReply read(Table table, int address, int count) {
      RegisterReply _ = straight().write(address, 1);
      return super.read(table, address, count);
    }
  }

  private static final class Halving extends BentWire {
    Halving(RegisterPort wire) {
      super(wire);
    }

    @Override
    public RegisterReply write(int address, int... words) {
      if (address != BATTERY_POWER) {
        return super.write(address, words);
      }
      RegisterReply _ = straight().write(address, words[0]);
      return straight().write(address + 1, words[1]);
    }
  }
}
