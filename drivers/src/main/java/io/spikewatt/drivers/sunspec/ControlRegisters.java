package io.spikewatt.drivers.sunspec;

import io.spikewatt.drivers.register.RegisterReply;
import io.spikewatt.drivers.register.RegisterReply.Failed;
import io.spikewatt.drivers.register.RegisterReply.Words;
import io.spikewatt.drivers.register.RegisterSession;
import io.spikewatt.drivers.sunspec.ModelBlocks.Block;
import io.spikewatt.drivers.sunspec.SunSpecMap.Place;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/** The registers of one {@link SunSpecControl}: order of writing and contents. */
final class ControlRegisters {

  private final SunSpecControl sunSpecControl;
  private final Model model;
  private final Place place;

  ControlRegisters(SunSpecControl sunSpecControl, Place place) {
    this.sunSpecControl = sunSpecControl;
    this.model = ModelTables.shipped().model(sunSpecControl.model());
    this.place = place;
  }

  /** Reads all of them. */
  Block readAll(RegisterSession session) {
    return ModelBlocks.read(session, place, model, sunSpecControl.points());
  }

  /**
   * Brings a setpoint into force: first the setpoint, then the reversion time, then whatever else
   * must hold, enable last.
   *
   * @param before as read just now
   */
  RegisterReply force(ModelReading before, double raw, int revertS, RegisterSession session) {
    RegisterReply reply = setpoint(raw, -raw, session);
    if (reply instanceof Words && has(before, sunSpecControl.names().revertTime())) {
      // A device that refuses the time has no timer: it is rewritten nevertheless.
      reply = unlessRefused(put(sunSpecControl.names().revertTime(), revertS, session), reply);
    }
    for (Map.Entry<String, Integer> each : sunSpecControl.fixed().entrySet()) {
      reply = reply instanceof Words ? put(each.getKey(), each.getValue(), session) : reply;
    }
    for (Map.Entry<String, Integer> each : sunSpecControl.fixedIfThere().entrySet()) {
      if (reply instanceof Words && has(before, each.getKey())) {
        reply = put(each.getKey(), each.getValue(), session);
      }
    }
    if (reply instanceof Words && lacksPermission(before, raw)) {
      // Where the owner forbids it, the battery still charges from the sun.
      reply = unlessRefused(put(sunSpecControl.names().chargePermission(), 1, session), reply);
    }
    return reply instanceof Words
        ? put(sunSpecControl.names().enable(), sunSpecControl.on(), session)
        : reply;
  }

  /**
   * Disables the control, then leaves values without effect; only then stops the timer.
   *
   * @param idle raw count left in the setpoint and in its opposite
   * @param permission value left as permission to charge; empty = unchanged
   */
  RegisterReply letGo(
      ModelReading before, double idle, OptionalDouble permission, RegisterSession session) {
    RegisterReply off = put(sunSpecControl.names().enable(), 0, session);
    RegisterReply value = setpoint(idle, idle, session);
    if (off instanceof Failed) {
      // It is still in force: only its timer can end it.
      return off;
    }
    if (value instanceof Words && has(before, sunSpecControl.names().revertTime())) {
      value = unlessRefused(put(sunSpecControl.names().revertTime(), 0, session), value);
    }
    return value instanceof Words && permission.isPresent()
        ? put(sunSpecControl.names().chargePermission(), permission.getAsDouble(), session)
        : value;
  }

  /** Whether the setpoint is in force as {@link #force} leaves it. */
  boolean inForce(ModelReading reading, double raw) {
    return equal(reading, sunSpecControl.names().setpoint(), raw)
        && (sunSpecControl.names().opposite().isEmpty()
            || equal(reading, sunSpecControl.names().opposite(), -raw))
        && equal(reading, sunSpecControl.names().enable(), sunSpecControl.on())
        && sunSpecControl.fixed().entrySet().stream()
            .allMatch(each -> equal(reading, each.getKey(), each.getValue()))
        && sunSpecControl.fixedIfThere().entrySet().stream()
            .allMatch(
                each ->
                    !has(reading, each.getKey()) || equal(reading, each.getKey(), each.getValue()));
  }

  /** Whether it would charge from the grid, but may not. */
  boolean lacksPermission(ModelReading reading, double raw) {
    return !sunSpecControl.names().chargePermission().isEmpty()
        && raw < 0
        && has(reading, sunSpecControl.names().chargePermission())
        && !equal(reading, sunSpecControl.names().chargePermission(), 1);
  }

  /** Whether it is out of force as {@link #letGo} leaves it. */
  boolean released(ModelReading reading, double idle) {
    return equal(reading, sunSpecControl.names().setpoint(), idle)
        && equal(reading, sunSpecControl.names().enable(), 0);
  }

  /** Whether the setpoint's type can hold that number without it meaning "not implemented". */
  boolean fits(double raw) {
    return switch (model.point(sunSpecControl.names().setpoint()).type()) {
      case UINT16 -> raw >= 0 && raw < 0xFFFF;
      case INT16 -> Math.abs(raw) <= Short.MAX_VALUE;
      case INT32 -> Math.abs(raw) <= Integer.MAX_VALUE;
      default -> false;
    };
  }

  /** Contents of the registers, for people. */
  String shown(ModelReading reading) {
    return sunSpecControl.points().stream()
        .map(
            point -> {
              OptionalDouble raw = reading.raw(point);
              return point + " " + (raw.isPresent() ? (long) raw.getAsDouble() : "absent");
            })
        .collect(Collectors.joining(", "));
  }

  /** The reply, or the previous one if the device refuses an optional point. */
  private static RegisterReply unlessRefused(RegisterReply reply, RegisterReply before) {
    return reply instanceof Failed failed && failed.exceptionCode() != 0 ? before : reply;
  }

  /** Setpoint and opposite in one request, so that they contradict each other at no time. */
  private RegisterReply setpoint(double raw, double opposite, RegisterSession session) {
    if (sunSpecControl.names().opposite().isEmpty()) {
      return put(sunSpecControl.names().setpoint(), raw, session);
    }
    return session.write(
        place.address() + model.point(sunSpecControl.names().setpoint()).offset(),
        (int) raw & 0xFFFF,
        (int) opposite & 0xFFFF);
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

  private static boolean has(ModelReading reading, String point) {
    return reading.raw(point).isPresent();
  }

  private static boolean equal(ModelReading reading, String point, double raw) {
    OptionalDouble found = reading.raw(point);
    return found.isPresent() && found.getAsDouble() == raw;
  }
}
