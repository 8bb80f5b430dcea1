package io.spikewatt.hal.guard;

import io.spikewatt.hal.guard.Interlock.Range;
import io.spikewatt.hal.guard.Setpoint.Purpose;
import io.spikewatt.hal.signal.PlantSnapshot;
import io.spikewatt.hal.signal.Signal;
import io.spikewatt.hal.time.Moment;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The only path to the devices. Clamps to the device's limits and its ramp, applies the interlocks,
 * refuses malformed, expired and foreign setpoints, and records the approved ones.
 *
 * <p>Confined to the control cycle's thread.
 */
public final class CommandGate {

  private final Map<Signal, OutputSpec> outputs = new LinkedHashMap<>();
  private final List<Interlock> interlocks;
  private final Map<Signal, Passed> passed = new HashMap<>();

  private record Passed(double value, Moment at, String owner) {}

  public CommandGate(Collection<OutputSpec> outputs, List<Interlock> interlocks) {
    for (OutputSpec output : outputs) {
      if (this.outputs.put(output.signal(), output) != null) {
        throw new IllegalArgumentException(output.signal() + " is declared twice");
      }
    }
    this.interlocks = List.copyOf(interlocks);
  }

  /** Every output, in the order of declaration. */
  public Collection<OutputSpec> outputs() {
    return java.util.Collections.unmodifiableCollection(outputs.values());
  }

  /**
   * Approves or refuses one request.
   *
   * @param request the requested setpoint
   * @param snapshot the measurements of this cycle
   * @return approved (possibly with a changed value, and why) or refused (with the reason)
   */
  public Verdict approve(Setpoint request, PlantSnapshot snapshot) {
    Moment now = snapshot.at();
    OutputSpec output = outputs.get(request.signal());
    if (output == null) {
      return new Verdict.Refused(request, "no such output");
    }
    if (!Double.isFinite(request.value())) {
      return new Verdict.Refused(request, "not a number: " + request.value());
    }
    if (!now.isBefore(request.validUntil())) {
      return new Verdict.Refused(request, "already expired");
    }
    Passed last = passed.get(request.signal());
    if (last != null && last.at.equals(now) && !last.owner.equals(request.owner())) {
      return new Verdict.Refused(request, "owned by " + last.owner + " in this cycle");
    }
    List<String> limits = new ArrayList<>();
    double value = clamp(request.value(), output.min(), output.max(), "device limit", limits);
    value = ramp(value, output, last, now, limits);
    for (Interlock interlock : interlocks) {
      Range range = interlock.allowed(request.signal(), snapshot);
      value = clamp(value, range.min(), range.max(), range.why(), limits);
    }
    // An interlock must not push an output past the device's limits.
    value = Math.clamp(value, output.min(), output.max());
    passed.put(request.signal(), new Passed(value, now, request.owner()));
    return new Verdict.Approved(
        new ApprovedSetpoint(
            output, value, request.validUntil(), request.reason(), purpose(request, limits)),
        limits);
  }

  /** A device in its own mode does not know our limits: a limited one must hold its value. */
  private static Purpose purpose(Setpoint request, List<String> limits) {
    return request.purpose() == Purpose.OWN_MODE && !limits.isEmpty()
        ? Purpose.LIMIT
        : request.purpose();
  }

  /** The values to leave the devices with when the daemon stops. */
  public List<ApprovedSetpoint> neutral(Moment now) {
    return outputs.values().stream()
        .map(
            output ->
                new ApprovedSetpoint(
                    output,
                    output.neutralValue(),
                    now.plus(ApprovedSetpoint.FOR_EVER),
                    LazyText.of("stopping: neutral value"),
                    Purpose.ROUTINE))
        .toList();
  }

  private static double ramp(
      double value,
      OutputSpec output,
      @org.jspecify.annotations.Nullable Passed last,
      Moment now,
      List<String> limits) {
    if (last == null || Double.isInfinite(output.maxStepPerS())) {
      return value;
    }
    double step = output.maxStepPerS() * now.since(last.at).toNanos() * 1e-9;
    return clamp(value, last.value - step, last.value + step, "ramp", limits);
  }

  private static double clamp(
      double value, double min, double max, String why, List<String> limits) {
    double clamped = Math.clamp(value, min, max);
    if (clamped != value) {
      limits.add(why);
    }
    return clamped;
  }
}
