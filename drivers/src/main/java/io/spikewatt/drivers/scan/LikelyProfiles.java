package io.spikewatt.drivers.scan;

import io.spikewatt.config.profile.DeviceProfile;
import io.spikewatt.config.profile.RegisterInput;
import io.spikewatt.config.profile.RegisterSpec;
import io.spikewatt.drivers.codec.RegisterCodec;
import io.spikewatt.drivers.register.RegisterReply.Words;
import io.spikewatt.drivers.register.RegisterSession;
import io.spikewatt.drivers.scan.UnidentifiedUnit.Candidate;
import io.spikewatt.hal.signal.Sample;
import io.spikewatt.hal.signal.Signal;
import io.spikewatt.hal.time.Moment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Finds profiles for a unit without an identity: every value that the profile reads there must be
 * possible, and two of them, such as voltage and frequency, in a range that registers of another
 * meaning hardly meet.
 */
final class LikelyProfiles {

  private static final int NEEDED = 2;

  private final List<DeviceProfile> profiles;

  LikelyProfiles(List<DeviceProfile> profiles) {
    this.profiles =
        profiles.stream()
            .filter(p -> p.points() instanceof DeviceProfile.Modbus)
            .filter(p -> p.identity().filter(i -> !i.sunSpec() && !i.byRegisters()).isPresent())
            .toList();
  }

  /** Possible profiles of the unit, each read in a new session. */
  List<Candidate> candidates(Supplier<RegisterSession> sessions, Moment now) {
    List<Candidate> candidates = new ArrayList<>();
    for (DeviceProfile profile : profiles) {
      if (profile.points() instanceof DeviceProfile.Modbus map) {
        readings(map, sessions.get(), now)
            .filter(readings -> readings.stream().filter(LikelyProfiles::telling).count() >= NEEDED)
            .ifPresent(readings -> candidates.add(new Candidate(profile, readings)));
      }
    }
    return candidates;
  }

  /** All readings; empty as soon as one is missing or impossible. */
  private static Optional<List<Sample.Good>> readings(
      DeviceProfile.Modbus map, RegisterSession session, Moment now) {
    List<Sample.Good> readings = new ArrayList<>();
    for (RegisterInput input : map.inputs()) {
      RegisterSpec spec = input.register();
      if (!(session.read(spec.table(), spec.address(), spec.encoding().words())
              instanceof Words words)
          || !(RegisterCodec.decode(new Signal("scan", spec.quantity()), spec, words.words(), now)
              instanceof Sample.Good reading)
          || !possible(reading)) {
        return Optional.empty();
      }
      readings.add(reading);
    }
    return Optional.of(readings);
  }

  /** Phases that are not connected read 0 V. */
  private static boolean possible(Sample.Good reading) {
    return switch (reading.signal().quantity()) {
      case FREQUENCY_HZ, VOLTAGE_L1_V -> telling(reading);
      case VOLTAGE_L2_V, VOLTAGE_L3_V -> reading.value() == 0 || telling(reading);
      default -> true;
    };
  }

  /** Whether it is in a narrow range, and no 0 that empty registers hold, too. */
  private static boolean telling(Sample.Good reading) {
    return switch (reading.signal().quantity()) {
      case FREQUENCY_HZ -> reading.value() >= 45 && reading.value() <= 65;
      case VOLTAGE_L1_V, VOLTAGE_L2_V, VOLTAGE_L3_V ->
          reading.value() >= 80 && reading.value() <= 500;
      case SOC_PCT -> reading.value() >= 1;
      case TEMPERATURE_C -> reading.value() >= 1 && reading.value() <= 80;
      default -> false;
    };
  }
}
