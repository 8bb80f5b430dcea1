package io.spikewatt.drivers.register;

import io.spikewatt.config.profile.DeviceSetting;
import io.spikewatt.drivers.timing.Cadence;
import io.spikewatt.hal.signal.Fault;
import io.spikewatt.hal.time.Moment;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Checks that a device is set up as its map needs it: otherwise its values mean something else. */
final class SettingsCheck {

  private static final Duration EVERY = Duration.ofMinutes(1);

  private final List<DeviceSetting> settings;
  private final Cadence cadence = new Cadence(EVERY);
  private Optional<Fault> fault;

  /** Whether the device has ever answered. */
  private boolean looked;

  SettingsCheck(List<DeviceSetting> settings) {
    this.settings = List.copyOf(settings);
    this.fault =
        settings.isEmpty() ? Optional.empty() : Optional.of(Fault.of(Fault.Kind.NEVER_READ, ""));
  }

  /** Why the device's values mean nothing; empty if no reason is known. */
  Optional<Fault> fault() {
    return fault;
  }

  /** Whether the next call checks the device. */
  boolean due(Moment now) {
    return !settings.isEmpty() && cadence.due(now);
  }

  /** The same after a check of the device, if one is due. */
  Optional<Fault> fault(RegisterSession session, Moment now) {
    if (due(now)) {
      Optional<Fault> found =
          settings.stream().flatMap(setting -> look(setting, session).stream()).findFirst();
      boolean answered = found.isEmpty() || found.get().kind() == Fault.Kind.BAD_QUALITY;
      if (answered) {
        cadence.done(now);
      }
      // The last result stays valid while the device does not answer.
      if (answered || !looked) {
        fault = found;
      }
      looked |= answered;
    }
    return fault;
  }

  private static Optional<Fault> look(DeviceSetting setting, RegisterSession session) {
    int address = setting.register().address();
    return switch (session.read(setting.register().table(), address, 1)) {
      case RegisterReply.Words words when words.words()[0] == setting.raw() -> Optional.empty();
      case RegisterReply.Words words ->
          Optional.of(
              Fault.of(
                  Fault.Kind.BAD_QUALITY,
                  "register " + address + " is " + words.words()[0] + ": " + setting.advice()));
      case RegisterReply.Failed failed when failed.fault().kind() == Fault.Kind.REJECTED ->
          Optional.empty();
      case RegisterReply.Failed failed -> Optional.of(failed.fault());
    };
  }
}
