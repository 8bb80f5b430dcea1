package io.spikewatt.drivers.sunspec;

import io.spikewatt.drivers.register.RegisterReply;
import io.spikewatt.drivers.register.RegisterReply.Failed;
import io.spikewatt.drivers.register.RegisterSession;
import io.spikewatt.drivers.register.WriteContention;
import io.spikewatt.drivers.sunspec.ModelBlocks.Block;
import io.spikewatt.drivers.sunspec.SunSpecMap.Place;
import io.spikewatt.drivers.timing.Cadence;
import io.spikewatt.hal.device.WriteReceipt;
import io.spikewatt.hal.guard.ApprovedSetpoint;
import io.spikewatt.hal.signal.Fault;
import io.spikewatt.hal.time.Moment;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * Keeps one {@link SunSpecControl} of a device at the setpoint in force. Reads it in every cycle.
 * Writes when it differs, and at a third of the reversion time, so that the device reverts to its
 * own control when ours stops. A device without such a time gets the same writes.
 */
final class ControlWriter {

  /** Reversion time set in the device, s: it drops a setpoint that is not rewritten. */
  private static final int REVERT_S = 60;

  private final SunSpecControl sunSpecControl;
  private final ControlRegisters registers;
  private final SunSpecMap known;
  private final WriteContention writeContention = new WriteContention();
  private Cadence refresh = new Cadence(Duration.ofSeconds(REVERT_S).dividedBy(3));
  private int revertS = REVERT_S;
  private double heldRaw = Double.NaN;
  private boolean obeyed;
  private OptionalDouble ratedW = OptionalDouble.empty();
  private OptionalDouble foundPermission = OptionalDouble.empty();
  private long connection;
  private @Nullable Fault moved;

  /** The control's model is at {@code place} among the device's {@code known} models. */
  ControlWriter(SunSpecControl sunSpecControl, Place place, SunSpecMap known) {
    this.sunSpecControl = sunSpecControl;
    this.registers = new ControlRegisters(sunSpecControl, place);
    this.known = known;
  }

  WriteReceipt write(ApprovedSetpoint setpoint, RegisterSession session, Moment now) {
    boolean due = refresh.due(now) || session.connection() != connection;
    if (due) {
      Optional<Block.Unread> unread = readRated(session);
      if (unread.isPresent()) {
        return unread(setpoint, unread.get(), now);
      }
    }
    return switch (registers.readAll(session)) {
      case Block.Unread why -> unread(setpoint, why, now);
      case Block.Read(ModelReading before) -> {
        OptionalDouble unit = before.unit(sunSpecControl.names().setpoint());
        yield unit.isEmpty() || ratedMissing()
            ? uncountable(setpoint, now)
            : write(setpoint, before, unit.getAsDouble(), due, session, now);
      }
    };
  }

  /** Reads the power of 100 %, which an owner may change; empty = done, else why it failed. */
  private Optional<Block.Unread> readRated(RegisterSession session) {
    OptionalDouble watts = OptionalDouble.empty();
    for (QuantitySource source : sunSpecControl.rated()) {
      Optional<Place> place = known.first(source.model());
      if (watts.isEmpty() && place.isPresent()) {
        switch (ModelBlocks.read(session, place.get(), source.points())) {
          case Block.Unread unread -> {
            return Optional.of(unread);
          }
          case Block.Read(ModelReading reading) -> watts = source.value(reading);
        }
      }
    }
    ratedW = watts;
    return Optional.empty();
  }

  private WriteReceipt write(
      ApprovedSetpoint setpoint,
      ModelReading before,
      double unit,
      boolean due,
      RegisterSession session,
      Moment now) {
    double raw = sunSpecControl.raw(setpoint.value(), unit, ratedW);
    double watts = sunSpecControl.watts(raw, unit, ratedW);
    Optional<Fault> difference = difference(before, session, now);
    if (difference.isPresent()) {
      return failed(setpoint, difference.get(), now);
    }
    if (registers.inForce(before, raw) && !due) {
      heldRaw = raw;
      return receipt(setpoint, before, raw, watts, false, now);
    }
    if (!registers.fits(raw)) {
      return WriteReceipt.refused(
          setpoint.signal(), Fault.Kind.OUT_OF_RANGE, raw + " counts do not fit", now);
    }
    if (!sunSpecControl.names().chargePermission().isEmpty() && foundPermission.isEmpty()) {
      foundPermission = before.raw(sunSpecControl.names().chargePermission());
    }
    RegisterReply reply = registers.force(before, raw, REVERT_S, session);
    if (reply instanceof Failed failed) {
      heldRaw = Double.NaN;
      return failed.receipt(setpoint.signal(), now);
    }
    heldRaw = raw;
    connection = session.connection();
    refresh.done(now);
    return confirmed(setpoint, raw, watts, session, now);
  }

  /** The fault if the device holds another value than was written, and it may not be restored. */
  private Optional<Fault> difference(ModelReading before, RegisterSession session, Moment now) {
    if (session.connection() != connection || Double.isNaN(heldRaw)) {
      return Optional.empty();
    }
    return writeContention.fault(
        registers.inForce(before, heldRaw),
        obeyed,
        () -> "changed: " + registers.shown(before),
        now);
  }

  /** Reads back an acknowledged value before it counts as written. */
  private WriteReceipt confirmed(
      ApprovedSetpoint setpoint, double raw, double watts, RegisterSession session, Moment now) {
    return switch (registers.readAll(session)) {
      case Block.Unread why -> unread(setpoint, why, now);
      case Block.Read(ModelReading after) -> {
        adoptRevertTime(after, now);
        obeyed = registers.inForce(after, raw);
        yield obeyed
            ? receipt(setpoint, after, raw, watts, true, now)
            : notFollowed(setpoint, after, now);
      }
    };
  }

  /** A value in force counts as written, unless it needs a permission that the device withholds. */
  private WriteReceipt receipt(
      ApprovedSetpoint setpoint,
      ModelReading seen,
      double raw,
      double watts,
      boolean onWire,
      Moment now) {
    return registers.lacksPermission(seen, raw)
        ? notFollowed(setpoint, seen, now)
        : new WriteReceipt.Written(setpoint.signal(), watts, onWire, now);
  }

  /** Disables the control and leaves register values without effect. */
  WriteReceipt release(ApprovedSetpoint neutral, RegisterSession session, Moment now) {
    heldRaw = Double.NaN;
    refresh.reset();
    return switch (registers.readAll(session)) {
      case Block.Unread why -> unread(neutral, why, now);
      case Block.Read(ModelReading before) -> {
        OptionalDouble unit = before.unit(sunSpecControl.names().setpoint());
        yield unit.isEmpty()
            ? uncountable(neutral, now)
            : release(neutral, before, unit.getAsDouble(), session, now);
      }
    };
  }

  private WriteReceipt release(
      ApprovedSetpoint neutral,
      ModelReading before,
      double unit,
      RegisterSession session,
      Moment now) {
    double idle = sunSpecControl.idle(neutral.value(), unit);
    RegisterReply reply = registers.letGo(before, idle, foundPermission, session);
    foundPermission = OptionalDouble.empty();
    if (reply instanceof Failed failed) {
      return failed.receipt(neutral.signal(), now);
    }
    return switch (registers.readAll(session)) {
      case Block.Unread why -> unread(neutral, why, now);
      case Block.Read(ModelReading after) ->
          registers.released(after, idle)
              ? new WriteReceipt.Written(neutral.signal(), neutral.value(), true, now)
              : notFollowed(neutral, after, now);
    };
  }

  /** Whether the output yields to another writer for now. */
  boolean yielding(Moment now) {
    return writeContention.yielding(now);
  }

  /** Set once another model was found at this one's address: this writer is then obsolete. */
  Optional<Fault> moved() {
    return Optional.ofNullable(moved);
  }

  private WriteReceipt unread(ApprovedSetpoint setpoint, Block.Unread why, Moment now) {
    if (why instanceof Block.Moved) {
      moved = why.fault();
    }
    return failed(setpoint, why.fault(), now);
  }

  /** A device may have shorter reversion times only; one without any gets the same writes. */
  private void adoptRevertTime(ModelReading after, Moment now) {
    OptionalDouble reported = after.raw(sunSpecControl.names().revertTime());
    int seconds = (int) Math.clamp(reported.orElse(REVERT_S), 0, REVERT_S);
    if (seconds > 0 && seconds != revertS) {
      revertS = seconds;
      refresh = new Cadence(Duration.ofSeconds(seconds).dividedBy(3));
      refresh.done(now);
    }
  }

  private boolean ratedMissing() {
    return sunSpecControl.needsRated() && !(ratedW.isPresent() && ratedW.getAsDouble() > 0);
  }

  private static WriteReceipt uncountable(ApprovedSetpoint setpoint, Moment now) {
    return WriteReceipt.refused(
        setpoint.signal(), Fault.Kind.NOT_IMPLEMENTED, "no scale or no rated power", now);
  }

  private WriteReceipt notFollowed(ApprovedSetpoint setpoint, ModelReading seen, Moment now) {
    String detail = "read back: " + registers.shown(seen);
    return failed(setpoint, Fault.of(Fault.Kind.NOT_FOLLOWED, detail), now);
  }

  private static WriteReceipt failed(ApprovedSetpoint setpoint, Fault fault, Moment now) {
    return new WriteReceipt.Failed(setpoint.signal(), fault, now);
  }
}
