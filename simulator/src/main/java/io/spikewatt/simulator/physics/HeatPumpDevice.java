package io.spikewatt.simulator.physics;

import io.spikewatt.config.site.Role;
import java.time.Duration;

/**
 * A heat pump with a thermostat of its own. It takes a power to heat with, which it drops unless it
 * is repeated, or one of the four SG-Ready states. It protects its compressor by least times of
 * running and standing.
 */
public final class HeatPumpDevice {

  /** Protection of the compressor, beside what control keeps. */
  private static final Duration LEAST = Duration.ofMinutes(5);

  /** The thermostat stops so far above its start, K. */
  private static final double HYSTERESIS_K = 0.5;

  /** It does not heat further than this above the band, whatever its order, K. */
  private static final double GUARD_K = 0.3;

  private static final double RAMP_S = 60;

  private final Role.HeatPump sizes;
  private final HeatStore store;
  private final double startC;
  private final ExpiringSetpoint ordered = new ExpiringSetpoint(0);
  private final FirstOrderLag power = new FirstOrderLag(RAMP_S, 0);
  private int state = (int) Role.SgReady.NORMAL;
  private boolean calls;
  private boolean runs;
  private long switchedNanos = -LEAST.toNanos();

  /**
   * @param sizes powers, coefficient and band
   * @param startC temperature at which its thermostat starts it, °C
   */
  public HeatPumpDevice(Role.HeatPump sizes, HeatStore store, double startC) {
    this.sizes = sizes;
    this.store = store;
    this.startC = startC;
  }

  /** Sets the electrical power to heat with, W, positive; 0 = its thermostat decides. */
  public void order(long nowNanos, double watts) {
    ordered.write(nowNanos, watts);
  }

  /** Sets the SG-Ready state, 1 to 4. */
  public void state(int sgReady) {
    state = sgReady;
  }

  /** The SG-Ready state, 1 to 4. */
  public int state() {
    return state;
  }

  /** Drops an order that was not repeated; true if that happened just now. */
  boolean checkExpiry(long nowNanos) {
    return ordered.expire(nowNanos);
  }

  /** Electrical power that it draws in this step if it gets it, W, positive. */
  public double demandW(long nowNanos, double dtS) {
    double wantedW = wantedW();
    if (wantedW > 0 != runs && nowNanos - switchedNanos >= LEAST.toNanos()) {
      runs = wantedW > 0;
      switchedNanos = nowNanos;
    }
    double target = runs ? Math.clamp(wantedW, sizes.minW(), sizes.maxW()) : 0;
    if (!runs) {
      power.force(0);
    }
    return power.step(target, dtS);
  }

  private double wantedW() {
    double nowC = store.temperatureC();
    double topC = sizes.store().highestC();
    boolean full = nowC > topC + GUARD_K;
    double fromC = state == Role.SgReady.ENCOURAGED ? topC - 2 * HYSTERESIS_K : startC;
    calls = calls ? nowC < fromC + HYSTERESIS_K : nowC < fromC;
    if (state == Role.SgReady.BLOCKED || full) {
      return 0;
    }
    boolean all = calls || state == Role.SgReady.ORDERED;
    return all ? sizes.maxW() : ordered.value();
  }

  /**
   * Ends a step.
   *
   * @param servedW electrical power that it got, W
   */
  public void served(double servedW, HeatConditions conditions, double dtS) {
    power.force(servedW);
    double cop = sizes.cop().at(java.util.OptionalDouble.of(conditions.outdoorC()));
    store.step(servedW * cop, conditions, dtS);
  }

  /** Electrical power, W, positive. */
  public double powerW() {
    return power.value();
  }

  /** Power in force, W, positive. */
  public double orderedW() {
    return ordered.value();
  }

  /** Temperature of its store, °C. */
  public double temperatureC() {
    return store.temperatureC();
  }
}
