package io.spikewatt.drivers.scan;

import io.spikewatt.config.profile.DeviceProfile;
import io.spikewatt.config.profile.DeviceProfile.SunSpec;
import io.spikewatt.config.profile.DeviceProfile.SunSpec.Kind;
import io.spikewatt.config.profile.Identity;
import io.spikewatt.config.profile.Identity.NumberCheck;
import io.spikewatt.config.profile.Identity.TextCheck;
import io.spikewatt.config.profile.Identity.UsualRole;
import io.spikewatt.config.profile.RegisterSpec;
import io.spikewatt.drivers.codec.RegisterCodec;
import io.spikewatt.drivers.register.RegisterReply;
import io.spikewatt.drivers.register.RegisterReply.Words;
import io.spikewatt.drivers.register.RegisterSession;
import io.spikewatt.drivers.scan.DiscoveredDevice.Use;
import io.spikewatt.drivers.sunspec.SunSpecMap;
import io.spikewatt.hal.signal.Quantity;
import io.spikewatt.hal.signal.Sample;
import io.spikewatt.hal.signal.Signal;
import io.spikewatt.hal.time.Moment;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Matches profiles to a device by their identity checks. */
final class KnownDevices {

  private final List<DeviceProfile> profiles;

  KnownDevices(List<DeviceProfile> profiles) {
    this.profiles = List.copyOf(profiles);
  }

  /** Profiles that are recognised by registers. */
  List<DeviceProfile> byRegisters() {
    return profiles.stream()
        .filter(p -> p.identity().filter(i -> !i.sunSpec() && i.byRegisters()).isPresent())
        .toList();
  }

  /**
   * Possible uses of a SunSpec device, the meter in its chain last. A general profile covers a part
   * without a maker's profile.
   */
  List<Use> uses(SunSpecMap map) {
    List<Use> uses = new ArrayList<>();
    for (DeviceProfile profile : profiles) {
      profile
          .identity()
          .filter(Identity::sunSpec)
          .filter(identity -> fits(identity, map.identity()) && hasPartFor(profile, map))
          .ifPresent(
              identity -> uses.add(new Use(profile.id(), identity.role().or(() -> role(profile)))));
    }
    // A hybrid inverter's AC power is that of all behind it: its battery would count twice.
    for (Kind kind : map.kinds()) {
      if (uses.stream().noneMatch(use -> meter(use) == (kind == Kind.METER))) {
        uses.add(general(kind));
      }
    }
    uses.sort(Comparator.comparing(KnownDevices::meter));
    return uses;
  }

  private static boolean meter(Use use) {
    return use.role().equals(Optional.of(UsualRole.METER));
  }

  /** Whether every register of the identity has its required content. */
  static boolean fits(Identity identity, RegisterSession session, Moment now) {
    for (NumberCheck check : identity.numbers()) {
      if (!holds(check, session, now)) {
        return false;
      }
    }
    for (TextCheck check : identity.texts()) {
      RegisterReply reply = session.read(check.table(), check.address(), check.count());
      if (!(reply instanceof Words words) || !check.text().matcher(text(words)).matches()) {
        return false;
      }
    }
    return true;
  }

  /** An inverter without a battery is not the battery that its series may have. */
  private static boolean hasPartFor(DeviceProfile profile, SunSpecMap map) {
    return !(profile.points() instanceof SunSpec sunSpec) || map.kinds().contains(sunSpec.kind());
  }

  private static boolean fits(Identity identity, SunSpecMap.Identity says) {
    return fits(identity.manufacturer(), says.manufacturer())
        && fits(identity.model(), says.model());
  }

  private static boolean fits(Optional<Pattern> pattern, String text) {
    return pattern.map(p -> p.matcher(text).matches()).orElse(true);
  }

  private static Optional<UsualRole> role(DeviceProfile profile) {
    return profile.points() instanceof SunSpec sunSpec
        ? Optional.of(role(sunSpec.kind()))
        : Optional.empty();
  }

  private static UsualRole role(Kind kind) {
    return switch (kind) {
      case INVERTER -> UsualRole.PV;
      case METER -> UsualRole.METER;
      case BATTERY -> UsualRole.BATTERY;
    };
  }

  private static Use general(Kind kind) {
    String profile =
        switch (kind) {
          case INVERTER -> "sunspec-inverter";
          case METER -> "sunspec-meter";
          case BATTERY -> "sunspec-battery";
        };
    return new Use(profile, Optional.of(role(kind)));
  }

  private static boolean holds(NumberCheck check, RegisterSession session, Moment now) {
    RegisterReply reply = session.read(check.table(), check.address(), check.encoding().words());
    if (!(reply instanceof Words words)) {
      return false;
    }
    RegisterSpec raw =
        RegisterSpec.raw(check.table(), check.address(), check.encoding(), check.wordOrder());
    Signal signal = new Signal("scan", Quantity.STATE_CODE);
    return RegisterCodec.decode(signal, raw, words.words(), now) instanceof Sample.Good good
        && good.value() >= check.min()
        && good.value() <= check.max();
  }

  /** Two characters a register, up to the first NUL. */
  private static String text(Words words) {
    StringBuilder text = new StringBuilder();
    for (int word : words.words()) {
      text.append((char) (word >> 8)).append((char) (word & 0xFF));
    }
    int end = text.indexOf("\0");
    return (end < 0 ? text : text.substring(0, end)).toString().strip();
  }
}
