package io.spikewatt.simulator.physics;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** The charger and whatever car is plugged into it; charges only. */
public final class EvCharger {

  private static final long DEAD_NANOS = 1_000_000_000L;
  private static final double TAU_S = 1.0;

  /** State of charge above which the car's charging power falls. */
  private static final double TAPER_PCT = 90;

  private final SiteParameters.Ev size;
  private final EvSchedule schedule;
  private final ExpiringSetpoint setpoint = new ExpiringSetpoint(0);
  private final DelayLine delayed = new DelayLine(DEAD_NANOS, 0);
  private final FirstOrderLag power = new FirstOrderLag(TAU_S, 0);
  private EvSession session;
  private boolean connected;
  private double storedWh;

  EvCharger(SiteParameters.Ev size, EvSchedule schedule, Instant start) {
    this.size = size;
    this.schedule = schedule;
    this.session = schedule.endingAfter(start);
    if (!session.arrival().isAfter(start)) {
      // A car that arrived before the simulation began was charged at full power until now.
      double hours = Duration.between(session.arrival(), start).toSeconds() / 3_600.0;
      double charged = hours * size.maxW() * size.efficiency();
      connected = true;
      storedWh = Math.min(wh(size.targetPct()), wh(session.arrivalSocPct()) + charged);
    }
  }

  /** Sets the charging power, W, positive; dropped after 60 s without a rewrite. */
  public void setPower(long nowNanos, double powerW) {
    setpoint.write(nowNanos, Math.clamp(powerW, 0, size.maxW()));
  }

  boolean checkExpiry(long nowNanos) {
    return setpoint.expire(nowNanos);
  }

  /** Plugs in and out by the schedule; present when a car has just left. */
  Optional<EvDeparture> moveCar(Instant now) {
    Optional<EvDeparture> departed = Optional.empty();
    if (connected && !session.departure().isAfter(now)) {
      departed = Optional.of(new EvDeparture(session.departure(), size.targetPct(), 100 * soc()));
      connected = false;
      session = schedule.endingAfter(now);
    }
    if (!connected && !session.arrival().isAfter(now)) {
      connected = true;
      storedWh = wh(session.arrivalSocPct());
    }
    return departed;
  }

  /**
   * One step; returns the power drawn, W, positive.
   *
   * @param mostW what an island can spare, W; infinite on the grid
   */
  double step(long nowNanos, double dtS, double mostW) {
    delayed.set(nowNanos, setpoint.value());
    double wanted = delayed.at(nowNanos);
    double target = connected && wanted >= size.minW() ? Math.min(wanted, acceptableW()) : 0;
    if (!connected) {
      power.force(0);
    }
    double roomW = Math.max(0, size.capacityWh() - storedWh) / size.efficiency() * 3_600 / dtS;
    double drawn = Math.min(power.step(target, dtS), Math.min(roomW, Math.max(0, mostW)));
    power.force(drawn);
    if (connected) {
      storedWh += drawn * size.efficiency() * dtS / 3_600;
    }
    return drawn;
  }

  private double acceptableW() {
    double taper = (100 - 100 * soc()) / (100 - TAPER_PCT);
    return size.maxW() * Math.clamp(taper, 0, 1);
  }

  private double wh(double socPct) {
    return size.capacityWh() * socPct / 100;
  }

  private double soc() {
    return storedWh / size.capacityWh();
  }

  /** Power drawn, W, positive. */
  public double powerW() {
    return power.value();
  }

  /** Whether a car is plugged in. */
  public boolean connected() {
    return connected;
  }

  /** State of charge of the car, percent; meaningless while none is connected. */
  public double socPct() {
    return 100 * soc();
  }

  /** Energy in the plugged-in car, Wh; 0 while none is connected. */
  public double storedWh() {
    return connected ? storedWh : 0;
  }

  /** Setpoint in force, W, positive. */
  public double setpointW() {
    return setpoint.value();
  }

  /** The stay under way, or the next one. */
  public EvSession session() {
    return session;
  }
}
