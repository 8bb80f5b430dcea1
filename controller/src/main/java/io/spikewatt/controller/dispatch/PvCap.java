package io.spikewatt.controller.dispatch;

import io.spikewatt.config.site.DeviceConfig;
import io.spikewatt.config.site.Role;
import io.spikewatt.hal.guard.Setpoint;
import io.spikewatt.hal.time.Moment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The upper bound for all PV together, split by rated power. It is told from what the site can
 * take, not from PV's own reaction, so a slow inverter cannot make it swing.
 */
final class PvCap {

  private record Unit(double ratedW, Output output) {}

  private final List<Unit> units = new ArrayList<>();
  private double ratedW;
  private double uncontrolledW;
  private double capW = Double.POSITIVE_INFINITY;
  private double settlingS;
  private Optional<Moment> felt = Optional.empty();
  private Optional<Moment> raised = Optional.empty();

  void add(DeviceConfig device, Role.Pv role, Optional<Output> output) {
    settlingS = Math.max(settlingS, new Response(device.profile().response()).settlingS());
    if (output.isPresent()) {
      units.add(new Unit(role.ratedW(), output.get()));
      ratedW += role.ratedW();
    } else {
      uncontrolledW += role.ratedW();
    }
  }

  /** Whether a limit below the rated power is in force. */
  boolean bites() {
    return capW < ratedW;
  }

  double capW() {
    return capW;
  }

  boolean controllable() {
    return !units.isEmpty();
  }

  /**
   * From the power that the site can take.
   *
   * @param allowedW PV that load, storage and the export limit can take together, W
   * @param pvW what PV makes now; empty = unknown
   */
  void allow(double allowedW, OptionalDouble pvW, Moment now) {
    double wished = Math.clamp(allowedW - uncontrolledW, 0, Math.max(0, ratedW));
    boolean tooMuch = pvW.isPresent() && pvW.getAsDouble() > wished;
    // Far from the bound it may rest, so that a register is not written for nothing.
    boolean near = pvW.isEmpty() || pvW.getAsDouble() > wished - 0.2 * ratedW;
    double band = (near ? 0.01 : 0.1) * ratedW;
    boolean edge = wished == 0 || wished == ratedW;
    if ((tooMuch && wished < capW) || edge || Math.abs(wished - capW) >= band) {
      boolean held = bites() && pvW.isPresent() && pvW.getAsDouble() > capW - 0.03 * ratedW;
      if (wished > capW && held) {
        raised = Optional.of(now);
      }
      capW = wished;
    }
  }

  /**
   * Power that is on its way back because its bound was raised a moment ago, W, {@code >= 0}. It is
   * not told from a cloud that came in this moment, so the answer is forgotten when the inverters
   * have settled.
   *
   * @param pvW what PV makes now
   */
  double returningW(double pvW, Moment now) {
    boolean lately = raised.isPresent() && now.since(raised.get()).toNanos() * 1e-9 < settlingS + 1;
    return lately ? Math.max(0, Math.min(capW, ratedW) - pvW) : 0;
  }

  /**
   * The same, but up by no more than a share of the rated power at a time: what is read of PV, of
   * the batteries and at the meter is not of one moment, and all three move.
   */
  void allowGently(double allowedW, OptionalDouble pvW, Moment now, double share) {
    double before = Math.min(capW, ratedW);
    allow(allowedW, pvW, now);
    capW = Math.min(capW, before + share * ratedW);
  }

  /**
   * Without knowing PV: down by what the meter says is too much, slowly up again while there is
   * room, and never faster than the inverters answer.
   *
   * @param excessW export beyond the limit, W; negative = room
   */
  void feel(double excessW, Moment now) {
    double from = Math.min(capW, ratedW);
    if (felt.isPresent() && now.since(felt.get()).toNanos() * 1e-9 < settlingS) {
      return;
    }
    felt = Optional.of(now);
    double step = excessW > 0 ? -excessW : Math.min(-excessW, 0.02 * ratedW);
    capW = Math.clamp(from + step, 0, Math.max(0, ratedW));
  }

  /** In an island whose load is unknown: down by a share of the rated power a settling time. */
  void feelIsland(double share, Moment now) {
    feel(share * ratedW, now);
  }

  /** One setpoint a controllable inverter. */
  void ask(List<Setpoint> out, Moment validUntil, String reason) {
    for (Unit unit : units) {
      double share = ratedW > 0 ? Math.min(capW, ratedW) * unit.ratedW / ratedW : 0;
      out.add(unit.output.ask(share, 0, validUntil, reason));
    }
  }

  /** The last setpoints again. */
  void again(List<Setpoint> out, Moment validUntil, String reason) {
    for (Unit unit : units) {
      unit.output.again(validUntil, reason).ifPresent(out::add);
    }
  }
}
