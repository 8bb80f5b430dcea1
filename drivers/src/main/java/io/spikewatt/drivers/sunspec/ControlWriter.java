package io.spikewatt.drivers.sunspec;

import io.spikewatt.drivers.poll.Cadence;
import io.spikewatt.drivers.poll.Contention;
import io.spikewatt.drivers.poll.RegisterReply;
import io.spikewatt.drivers.poll.RegisterReply.Failed;
import io.spikewatt.drivers.poll.RegisterSession;
import io.spikewatt.drivers.sunspec.Blocks.Block;
import io.spikewatt.drivers.sunspec.SunSpecMap.Place;
import io.spikewatt.hal.device.WriteReceipt;
import io.spikewatt.hal.guard.ApprovedSetpoint;
import io.spikewatt.hal.signal.Fault;
import io.spikewatt.hal.time.Moment;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * Keeps one {@link Control} of a device at the setpoint in force. Looks at it in every cycle;
 * writes when it differs, and at a third of the reversion time, so that the device goes back to its
 * own ways when control stops. Setpoint first, then the reversion time, then enable; then reads
 * back.
 */
final class ControlWriter {

  /** What we ask the device to wait before it drops a setpoint. */
  private static final int REVERT_S = 60;

  private final Control control;
  private final Model model;
  private final Place place;
  private final OptionalDouble ratedW;
  private final Contention contention = new Contention();
  private Cadence refresh = new Cadence(Duration.ofSeconds(REVERT_S).dividedBy(3));
  private int revertS = REVERT_S;
  private double heldRaw = Double.NaN;
  private long connection;
  private @Nullable Fault moved;

  /**
   * @param ratedW the power that 100 % stands for, W; needed by a percentage
   */
  ControlWriter(Control control, Model model, Place place, OptionalDouble ratedW) {
    this.control = control;
    this.model = model;
    this.place = place;
    this.ratedW = ratedW;
  }

  WriteReceipt write(ApprovedSetpoint setpoint, RegisterSession session, Moment now) {
    return switch (look(session)) {
      case Block.Failed failed -> failed(setpoint, failed.fault(), now);
      case Block.Moved moved -> failed(setpoint, moved.fault(), now);
      case Block.Read read -> write(setpoint, read.reading(), session, now);
    };
  }

  private WriteReceipt write(
      ApprovedSetpoint setpoint, ModelReading before, RegisterSession session, Moment now) {
    OptionalDouble unit = before.unit(control.setpoint());
    if (unit.isEmpty() || ratedMissing()) {
      return refused(setpoint, Fault.Kind.NOT_IMPLEMENTED, "no scale or no rated power", now);
    }
    double raw = control.raw(setpoint.value(), unit.getAsDouble(), ratedW);
    double watts = control.watts(raw, unit.getAsDouble(), ratedW);
    boolean due = refresh.due(now) || session.connection() != connection;
    boolean holds = holds(before, raw, 1);
    if (holds && !due) {
      heldRaw = raw;
      contention.undisturbed(now);
      return new WriteReceipt.Written(setpoint.signal(), watts, false, now);
    }
    if (!holds && !due && raw == heldRaw && !contention.mayPutBack(now)) {
      return notFollowed(setpoint, "changed by another: ", before, now);
    }
    if (!fits(raw)) {
      return refused(setpoint, Fault.Kind.OUT_OF_RANGE, raw + " counts do not fit", now);
    }
    RegisterReply reply = send(before, raw, session);
    if (reply instanceof Failed failed) {
      return receipt(setpoint, failed, now);
    }
    heldRaw = raw;
    connection = session.connection();
    refresh.done(now);
    return confirm(setpoint, raw, watts, 1, session, now);
  }

  /** Full power, or the neutral setpoint, and then no longer in force. */
  WriteReceipt release(ApprovedSetpoint neutral, RegisterSession session, Moment now) {
    heldRaw = Double.NaN;
    refresh.reset();
    if (!(look(session) instanceof Block.Read(ModelReading before))) {
      return failed(neutral, Fault.of(Fault.Kind.UNREACHABLE, "cannot be read"), now);
    }
    OptionalDouble unit = before.unit(control.setpoint());
    if (unit.isEmpty() || ratedMissing()) {
      return refused(neutral, Fault.Kind.NOT_IMPLEMENTED, "no scale or no rated power", now);
    }
    double wish =
        control.scale() == Control.Scale.PERCENT_OF_RATED ? ratedW.orElseThrow() : neutral.value();
    double raw = control.raw(wish, unit.getAsDouble(), ratedW);
    RegisterReply value = put(control.setpoint(), raw, session);
    RegisterReply off = put(control.enable(), 0, session);
    if (off instanceof Failed failed) {
      return receipt(neutral, failed, now);
    }
    if (value instanceof Failed failed) {
      return receipt(neutral, failed, now);
    }
    double watts = control.watts(raw, unit.getAsDouble(), ratedW);
    return confirm(neutral, raw, watts, 0, session, now);
  }

  private RegisterReply send(ModelReading before, double raw, RegisterSession session) {
    RegisterReply reply = put(control.setpoint(), raw, session);
    if (reply instanceof RegisterReply.Words && before.raw(control.revertTime()).isPresent()) {
      reply = put(control.revertTime(), REVERT_S, session);
    }
    for (Map.Entry<String, Integer> each : control.fixed().entrySet()) {
      if (reply instanceof RegisterReply.Words) {
        reply = put(each.getKey(), each.getValue(), session);
      }
    }
    return reply instanceof RegisterReply.Words ? put(control.enable(), 1, session) : reply;
  }

  private WriteReceipt confirm(
      ApprovedSetpoint setpoint,
      double raw,
      double watts,
      int enable,
      RegisterSession session,
      Moment now) {
    return switch (look(session)) {
      case Block.Failed failed -> failed(setpoint, failed.fault(), now);
      case Block.Moved moved -> failed(setpoint, moved.fault(), now);
      case Block.Read(ModelReading after) -> {
        adoptRevertTime(after, now);
        yield holds(after, raw, enable)
            ? new WriteReceipt.Written(setpoint.signal(), watts, true, now)
            : notFollowed(setpoint, "read back: ", after, now);
      }
    };
  }

  /** A device may know shorter reversion times only; one without any is fed like the others. */
  private void adoptRevertTime(ModelReading after, Moment now) {
    OptionalDouble told = after.raw(control.revertTime());
    int seconds = (int) Math.clamp(told.orElse(REVERT_S), 0, REVERT_S);
    if (seconds > 0 && seconds != revertS) {
      revertS = seconds;
      refresh = new Cadence(Duration.ofSeconds(seconds).dividedBy(3));
      refresh.done(now);
    }
  }

  private boolean holds(ModelReading reading, double raw, int enable) {
    return equal(reading, control.setpoint(), raw)
        && equal(reading, control.enable(), enable)
        && (enable == 0
            || control.fixed().entrySet().stream()
                .allMatch(each -> equal(reading, each.getKey(), each.getValue())));
  }

  private static boolean equal(ModelReading reading, String point, double raw) {
    OptionalDouble found = reading.raw(point);
    return found.isPresent() && found.getAsDouble() == raw;
  }

  private boolean fits(double raw) {
    return switch (model.point(control.setpoint()).type()) {
      case UINT16 -> raw >= 0 && raw < 0xFFFF;
      case INT32 -> raw > Integer.MIN_VALUE && raw <= Integer.MAX_VALUE;
      default -> false;
    };
  }

  private RegisterReply put(String name, double raw, RegisterSession session) {
    Point point = model.point(name);
    long bits = (long) raw;
    int[] words =
        point.words() == 1
            ? new int[] {(int) bits & 0xFFFF}
            : new int[] {(int) (bits >>> 16) & 0xFFFF, (int) bits & 0xFFFF};
    return session.write(place.address() + point.offset(), words);
  }

  private Block look(RegisterSession session) {
    Block block = Blocks.read(session, place, model, control.points());
    if (block instanceof Block.Moved(Fault fault)) {
      moved = fault;
    }
    return block;
  }

  /** Set once another model was seen in this one's place: this writer is of no more use. */
  Optional<Fault> moved() {
    return Optional.ofNullable(moved);
  }

  private boolean ratedMissing() {
    return control.scale() == Control.Scale.PERCENT_OF_RATED
        && !(ratedW.isPresent() && ratedW.getAsDouble() > 0);
  }

  private WriteReceipt notFollowed(
      ApprovedSetpoint setpoint, String prefix, ModelReading seen, Moment now) {
    String detail =
        prefix
            + control.setpoint()
            + " holds "
            + seen.raw(control.setpoint())
            + ", "
            + control.enable()
            + " "
            + seen.raw(control.enable());
    return failed(setpoint, Fault.of(Fault.Kind.NOT_FOLLOWED, detail), now);
  }

  private static WriteReceipt receipt(ApprovedSetpoint setpoint, Failed failed, Moment now) {
    return failed.exceptionCode() != 0
        ? new WriteReceipt.Refused(setpoint.signal(), failed.fault(), now)
        : failed(setpoint, failed.fault(), now);
  }

  private static WriteReceipt refused(
      ApprovedSetpoint setpoint, Fault.Kind kind, String detail, Moment now) {
    return new WriteReceipt.Refused(setpoint.signal(), Fault.of(kind, detail), now);
  }

  private static WriteReceipt failed(ApprovedSetpoint setpoint, Fault fault, Moment now) {
    return new WriteReceipt.Failed(setpoint.signal(), fault, now);
  }
}
