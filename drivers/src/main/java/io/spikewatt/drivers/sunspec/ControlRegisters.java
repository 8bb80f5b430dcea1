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

  private final SunSpecControl control;
  private final Model model;
  private final Place place;

  ControlRegisters(SunSpecControl control, Place place) {
    this.control = control;
    this.model = ModelTables.model(control.model());
    this.place = place;
  }

  Block readAll(RegisterSession session) {
    return ModelBlocks.read(session, place, control.points());
  }

  /** Brings a setpoint into force: setpoint, reversion time, the fixed points, enable last. */
  RegisterReply force(ModelReading before, double raw, int revertS, RegisterSession session) {
    RegisterReply reply = setpoint(raw, -raw, session);
    if (reply instanceof Words && has(before, control.names().revertTime())) {
      // A device that refuses the time has no timer: it is rewritten nevertheless.
      reply = unlessRefused(put(control.names().revertTime(), revertS, session), reply);
    }
    for (Map.Entry<String, Integer> each : control.fixed().entrySet()) {
      reply = reply instanceof Words ? put(each.getKey(), each.getValue(), session) : reply;
    }
    for (Map.Entry<String, Integer> each : control.fixedIfThere().entrySet()) {
      if (reply instanceof Words && has(before, each.getKey())) {
        reply = put(each.getKey(), each.getValue(), session);
      }
    }
    if (reply instanceof Words && lacksPermission(before, raw)) {
      // Where the owner forbids it, the battery still charges from the sun.
      reply = unlessRefused(put(control.names().chargePermission(), 1, session), reply);
    }
    return reply instanceof Words ? put(control.names().enable(), control.on(), session) : reply;
  }

  /**
   * Disables the control, leaves values without effect, and only then stops the timer.
   *
   * @param idle raw count left in the setpoint and in its opposite
   * @param permission value left as permission to charge; empty = unchanged
   */
  RegisterReply letGo(
      ModelReading before, double idle, OptionalDouble permission, RegisterSession session) {
    RegisterReply off = put(control.names().enable(), 0, session);
    RegisterReply value = setpoint(idle, idle, session);
    if (off instanceof Failed) {
      // It is still in force: only its timer can end it.
      return off;
    }
    if (value instanceof Words && has(before, control.names().revertTime())) {
      value = unlessRefused(put(control.names().revertTime(), 0, session), value);
    }
    return value instanceof Words && permission.isPresent()
        ? put(control.names().chargePermission(), permission.getAsDouble(), session)
        : value;
  }

  /** Whether the setpoint is in force as {@link #force} leaves it. */
  boolean inForce(ModelReading reading, double raw) {
    return equal(reading, control.names().setpoint(), raw)
        && (control.names().opposite().isEmpty()
            || equal(reading, control.names().opposite(), -raw))
        && equal(reading, control.names().enable(), control.on())
        && control.fixed().entrySet().stream()
            .allMatch(each -> equal(reading, each.getKey(), each.getValue()))
        && control.fixedIfThere().entrySet().stream()
            .allMatch(
                each ->
                    !has(reading, each.getKey()) || equal(reading, each.getKey(), each.getValue()));
  }

  /** Whether it would charge from the grid, but may not. */
  boolean lacksPermission(ModelReading reading, double raw) {
    return !control.names().chargePermission().isEmpty()
        && raw < 0
        && has(reading, control.names().chargePermission())
        && !equal(reading, control.names().chargePermission(), 1);
  }

  /** Whether it is out of force as {@link #letGo} leaves it. */
  boolean released(ModelReading reading, double idle) {
    return equal(reading, control.names().setpoint(), idle)
        && equal(reading, control.names().enable(), 0);
  }

  /** Whether the setpoint's type can hold that number without it meaning "not implemented". */
  boolean fits(double raw) {
    return switch (model.point(control.names().setpoint()).type()) {
      case UINT16 -> raw >= 0 && raw < 0xFFFF;
      case INT16 -> Math.abs(raw) <= Short.MAX_VALUE;
      case INT32 -> Math.abs(raw) <= Integer.MAX_VALUE;
      default -> false;
    };
  }

  /** Contents of the registers, for people. */
  String shown(ModelReading reading) {
    return control.points().stream()
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
    if (control.names().opposite().isEmpty()) {
      return put(control.names().setpoint(), raw, session);
    }
    return session.write(
        place.address() + model.point(control.names().setpoint()).offset(),
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
