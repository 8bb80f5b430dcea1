package io.spikewatt.drivers.sunspec;

import io.spikewatt.drivers.register.RegisterReply;
import io.spikewatt.drivers.register.RegisterReply.Failed;
import io.spikewatt.drivers.register.RegisterSession;
import io.spikewatt.drivers.sunspec.SunSpecMap.Place;
import io.spikewatt.hal.signal.Fault;
import io.spikewatt.hal.time.Moment;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * The two heartbeats of model 715. Ours counts seconds while we control, so the device notices when
 * we stop. The device's own must count too: if it stops after counting, the device's values are
 * stale although it answers.
 */
final class SunSpecHeartbeats {

  static final int MODEL = 715;
  static final List<String> POINTS = List.of("LocRemCtl", "DERHb", "ControllerHb");

  /** The device counts once a second; a slow one needs far less than this. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private static final int LOCAL = 1;

  private long fed;
  private OptionalDouble beat = OptionalDouble.empty();
  private @Nullable Moment beatAt;
  private boolean beating;

  /** Whether the device was switched to local control and ignores our setpoints. */
  static boolean local(ModelReading reading) {
    OptionalDouble control = reading.raw("LocRemCtl");
    return control.isPresent() && control.getAsDouble() == LOCAL;
  }

  /** Writes our count if a second has passed; returns the failure. */
  Optional<Failed> feed(ModelReading reading, Place place, RegisterSession session, Moment now) {
    if (reading.raw("ControllerHb").isEmpty()) {
      return Optional.empty();
    }
    // The same for all our devices behind that unit; never all ones: that means "not implemented".
    long seconds = Math.floorDiv(now.nanos(), Duration.ofSeconds(1).toNanos());
    long count = 1L + Math.floorMod(seconds, Integer.MAX_VALUE);
    if (count == fed) {
      return Optional.empty();
    }
    int address = place.address() + reading.model().point("ControllerHb").offset();
    RegisterReply reply = session.write(address, (int) (count >>> 16), (int) (count & 0xFFFF));
    if (reply instanceof Failed failed) {
      return Optional.of(failed);
    }
    fed = count;
    return Optional.empty();
  }

  /** Records the device's own count; returns the fault of a stopped one. */
  Optional<Fault> watch(ModelReading reading, Moment now) {
    OptionalDouble seen = reading.raw("DERHb");
    if (beatAt == null || !seen.equals(beat)) {
      beating = beatAt != null && seen.isPresent();
      beat = seen;
      beatAt = now;
    }
    Duration still = now.since(beatAt);
    return beating && still.compareTo(PATIENCE) > 0
        ? Optional.of(
            Fault.of(
                Fault.Kind.FROZEN,
                "the device's heartbeat stands still for " + still.toSeconds() + " s"))
        : Optional.empty();
  }

  /** Starts anew, because a rediscovered device may have restarted. */
  void reset() {
    fed = 0;
    beat = OptionalDouble.empty();
    beatAt = null;
    beating = false;
  }
}
