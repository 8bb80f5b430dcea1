package io.spikewatt.controller.follow;

import io.spikewatt.config.profile.DeviceProfile.Response;
import io.spikewatt.config.site.DeviceConfig;
import io.spikewatt.config.words.Phrase;
import io.spikewatt.controller.alarm.AlarmTexts;
import io.spikewatt.controller.asset.ControlCapability;
import io.spikewatt.controller.dispatch.Dispatch.Alarm;
import io.spikewatt.hal.signal.PlantSnapshot;
import io.spikewatt.hal.signal.Quantity;
import io.spikewatt.hal.time.Moment;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** Checks whether one device follows its setpoint. */
final class DeviceTracking {

  /** Longest time that a device may be off its setpoint, beyond its settling time. */
  static final Duration OFF_FOR = Duration.ofSeconds(60);

  /** Time that a device must follow before its alarm clears. */
  static final Duration BACK_FOR = Duration.ofSeconds(30);

  /** Setpoints are written, and powers read, some cycles late. */
  private static final int LATE_CYCLES = 3;

  private final DeviceConfig device;
  private final ControlCapability controlCapability;
  private final SetpointHistory setpointHistory;
  private final DurationFilter off = new DurationFilter(OFF_FOR, BACK_FOR);
  private @Nullable Phrase text;

  DeviceTracking(DeviceConfig device, ControlCapability controlCapability, Duration cycle) {
    this.device = device;
    this.controlCapability = controlCapability;
    Response response = device.profile().response();
    Duration settled = response.deadTime().plus(response.settling());
    this.setpointHistory = new SetpointHistory(settled.plus(cycle.multipliedBy(LATE_CYCLES)));
  }

  String id() {
    return device.id();
  }

  /** Pauses the check: the device may not hold the setpoint, so its power is no evidence. */
  Optional<Alarm> pause() {
    setpointHistory.clear();
    off.reset();
    return alarm();
  }

  /** Checks whether the device follows. Without a measurement nothing changes. */
  Optional<Alarm> judge(double setpoint, PlantSnapshot snapshot, Moment now) {
    setpointHistory.add(setpoint, now);
    OptionalDouble own = snapshot.value(device.id(), Quantity.POWER_W);
    OptionalDouble measured =
        device.meter().isPresent() ? snapshot.value(device.meter().get(), Quantity.POWER_W) : own;
    Optional<AcceptedPower> accepted =
        AcceptedPower.of(device.id(), controlCapability, setpointHistory, snapshot);
    if (!setpointHistory.settled(now) || measured.isEmpty() || accepted.isEmpty()) {
      off.pause();
      return alarm();
    }
    AcceptedPower acceptedPower = accepted.get();
    double watts = measured.getAsDouble();
    boolean follows = acceptedPower.follows(watts);
    if (!follows) {
      text = text(watts, own, acceptedPower);
    }
    if (follows && acceptedPower.conclusive(watts)) {
      off.update(false, now);
    } else if (!follows) {
      off.update(true, now);
    } else {
      off.pause();
    }
    return alarm();
  }

  private Phrase text(double watts, OptionalDouble own, AcceptedPower acceptedPower) {
    boolean claims =
        device.meter().isPresent() && own.isPresent() && acceptedPower.follows(own.getAsDouble());
    // A limit is a magnitude; what a consumer may draw is negative as its measured power is.
    double setW = acceptedPower.expectedW();
    return AlarmTexts.notFollowing(
        id(), setW, watts, acceptedPower.flipped(watts), device.meter(), claims);
  }

  private Optional<Alarm> alarm() {
    return text != null && off.on()
        ? Optional.of(new Alarm("not-following/" + id(), text))
        : Optional.empty();
  }
}
