package io.spikewatt.controller.commission;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.controller.commission.CommissioningResult.Sign;
import io.spikewatt.hal.device.Device;
import io.spikewatt.hal.device.WriteReceipt;
import io.spikewatt.hal.guard.ApprovedSetpoint;
import io.spikewatt.hal.guard.OutputSpec;
import io.spikewatt.hal.signal.Fault;
import io.spikewatt.hal.signal.Quantity;
import io.spikewatt.hal.signal.Sample;
import io.spikewatt.hal.signal.Signal;
import io.spikewatt.hal.time.Clock;
import io.spikewatt.hal.time.Moment;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class CommissioningTest {

  private static final Signal POWER = new Signal("battery1", Quantity.POWER_W);
  private static final OutputSpec OUTPUT =
      new OutputSpec(POWER, -5000, 5000, Double.POSITIVE_INFINITY, 0, 0);

  private final JumpingClock clock = new JumpingClock();
  private final SlowBattery battery = new SlowBattery();

  @Test
  void measuresDeadTimeSettlingAndFallBackOfADeviceThatFollows() throws Exception {
    CommissioningResult commissioningResult = commission(Optional.of(new Meter(1)));
    assertTrue(commissioningResult.follows());
    assertEquals(Sign.RIGHT, commissioningResult.sign());
    assertEquals(Sign.RIGHT, commissioningResult.gridSign());
    // 1.4 s of dead time, then 5 % of a step is reached within a look of 0.2 s.
    assertEquals(1.6, commissioningResult.deadTimeS().orElseThrow(), 0.21);
    // 95 % of a first-order lag of 1 s takes three of them.
    assertEquals(1.4 + 3, commissioningResult.settlingS().orElseThrow(), 0.41);
    assertEquals(30, commissioningResult.fallBackS().orElseThrow(), 2);
    assertEquals(
        List.of(2000.0, -1500.0),
        commissioningResult.steps().stream().map(StepResponse::setpointW).toList());
    assertEquals(-1500, commissioningResult.steps().getLast().reachedW(), 10);
    assertTrue(battery.released, "control is given back");
  }

  @Test
  void tellsADeviceWhosePowerHasTheWrongSign() throws Exception {
    battery.sign = -1;
    CommissioningResult commissioningResult = commission(Optional.empty());
    assertFalse(commissioningResult.follows());
    assertEquals(Sign.FLIPPED, commissioningResult.sign());
    assertEquals(Sign.UNKNOWN, commissioningResult.gridSign());
  }

  @Test
  void tellsAGridMeterThatCountsBackwards() throws Exception {
    CommissioningResult commissioningResult = commission(Optional.of(new Meter(-1)));
    assertEquals(Sign.RIGHT, commissioningResult.sign());
    assertEquals(Sign.FLIPPED, commissioningResult.gridSign());
  }

  @Test
  void tellsADeviceThatAcknowledgesAndDoesNothing() throws Exception {
    battery.deaf = true;
    CommissioningResult commissioningResult = commission(Optional.empty());
    assertFalse(commissioningResult.follows());
    assertEquals(Sign.UNKNOWN, commissioningResult.sign());
    assertEquals(OptionalDouble.empty(), commissioningResult.deadTimeS());
  }

  @Test
  void tellsADeviceThatHoldsItsSetpointForEver() throws Exception {
    battery.fallBack = Duration.ofDays(1);
    assertEquals(OptionalDouble.empty(), commission(Optional.empty()).fallBackS());
  }

  @Test
  void measuresTheFallBackThoughTheLastStepLeavesNoPower() throws Exception {
    CommissioningResult result = commission(Optional.empty(), List.of(2000.0, 0.0));
    assertEquals(30, result.fallBackS().orElseThrow(), 2);
    assertEquals(2, result.steps().size());
  }

  @Test
  void tellsThatNoFallBackCouldBeSeen() throws Exception {
    battery.deaf = true;
    assertEquals(
        new CommissioningResult.FallBack.Unseen(0), commission(Optional.empty()).fallBack());
    battery.deaf = false;
    battery.fallBack = Duration.ofDays(1);
    assertEquals(
        new CommissioningResult.FallBack.Held(Duration.ofSeconds(100)),
        commission(Optional.empty()).fallBack());
  }

  @Test
  void countsTheFallBackFromTheLastWriteOnTheWire() throws Exception {
    battery.wirePeriod = Duration.ofSeconds(20);
    battery.fallBack = Duration.ofSeconds(60);
    // Dead time and lag of the fall-back are part of what the device shows.
    assertEquals(60, commission(Optional.empty()).fallBackS().orElseThrow(), 2);
  }

  @Test
  void givesControlBackEvenIfTheDeviceRefuses() {
    battery.refuses = true;
    Exception refused =
        assertThrows(Commissioning.NoAnswerException.class, () -> commission(Optional.empty()));
    assertTrue(refused.toString().contains("refused 2000"), refused::toString);
    assertTrue(battery.released);
  }

  @Test
  void doesNotTouchADeviceThatCannotBeRead() {
    battery.silent = true;
    assertThrows(Commissioning.NoAnswerException.class, () -> commission(Optional.empty()));
    assertEquals(0, battery.target);
  }

  private CommissioningResult commission(Optional<Device> meter)
      throws Commissioning.NoAnswerException, InterruptedException {
    return commission(meter, List.of(2000.0, -1500.0));
  }

  private CommissioningResult commission(Optional<Device> meter, List<Double> setpoints)
      throws Commissioning.NoAnswerException, InterruptedException {
    return new Commissioning(
            battery,
            meter,
            OUTPUT,
            setpoints,
            new Commissioning.Patience(Duration.ofSeconds(60), Duration.ofSeconds(100)),
            clock,
            what -> {})
        .run();
  }

  /** Dead time 1.4 s, lag 1 s; leaves its setpoint 30 s after the last write. */
  private static final class SlowBattery implements Device {
    private static final double LAG_S = 1;
    private static final Duration DEAD_TIME = Duration.ofMillis(1400);

    private int sign = 1;
    private boolean deaf;
    private boolean refuses;
    private boolean silent;
    private boolean released;
    private Duration fallBack = Duration.ofSeconds(30);
    private Duration wirePeriod = Duration.ZERO;
    private double target;
    private double before;
    private Optional<Moment> changed = Optional.empty();
    private Optional<Moment> written = Optional.empty();
    private double watts;
    private Optional<Moment> seen = Optional.empty();

    @Override
    public String id() {
      return "battery1";
    }

    @Override
    public Set<Signal> inputs() {
      return Set.of(POWER);
    }

    @Override
    public Set<Signal> outputs() {
      return Set.of(POWER);
    }

    @Override
    public List<Sample> read(Moment now) {
      if (silent) {
        return List.of(Sample.missing(POWER, Fault.Kind.TIMEOUT, "silent", now));
      }
      return List.of(new Sample.Good(POWER, sign * watts(now), now));
    }

    private double watts(Moment now) {
      boolean lost = written.filter(w -> now.since(w).compareTo(fallBack) < 0).isEmpty();
      boolean late = changed.filter(c -> now.since(c).compareTo(DEAD_TIME) < 0).isPresent();
      double aim = deaf || lost ? 0 : late ? before : target;
      double seconds = seen.map(s -> now.since(s).toMillis() / 1000.0).orElse(0.0);
      seen = Optional.of(now);
      watts += (aim - watts) * (1 - Math.exp(-seconds / LAG_S));
      return watts;
    }

    @Override
    public WriteReceipt write(ApprovedSetpoint setpoint, Moment now) {
      if (refuses) {
        return new WriteReceipt.Refused(POWER, Fault.of(Fault.Kind.REJECTED, "no"), now);
      }
      if (setpoint.value() != target) {
        before = target;
        target = setpoint.value();
        changed = Optional.of(now);
      }
      boolean onWire =
          changed.equals(Optional.of(now))
              || written.filter(w -> now.since(w).compareTo(wirePeriod) < 0).isEmpty();
      written = onWire ? Optional.of(now) : written;
      return new WriteReceipt.Written(POWER, target, onWire, now);
    }

    @Override
    public WriteReceipt release(ApprovedSetpoint neutral, Moment now) {
      released = true;
      return new WriteReceipt.Written(POWER, 0, true, now);
    }

    @Override
    public void close() {}
  }

  /** The grid carries a load of 800 W and what the battery does not. */
  private final class Meter implements Device {
    private final int sign;

    private Meter(int sign) {
      this.sign = sign;
    }

    @Override
    public String id() {
      return "meter1";
    }

    @Override
    public Set<Signal> inputs() {
      return Set.of(new Signal("meter1", Quantity.POWER_W));
    }

    @Override
    public Set<Signal> outputs() {
      return Set.of();
    }

    @Override
    public List<Sample> read(Moment now) {
      double watts = sign * (800 - battery.watts);
      return List.of(new Sample.Good(new Signal("meter1", Quantity.POWER_W), watts, now));
    }

    @Override
    public WriteReceipt write(ApprovedSetpoint setpoint, Moment now) {
      throw new AssertionError("a meter is not written");
    }

    @Override
    public void close() {}
  }

  /** Whoever waits is there at once. */
  private static final class JumpingClock implements Clock {
    private Moment now = new Moment(0, Instant.parse("2026-06-01T10:00:00Z"));

    @Override
    public Moment now() {
      return now;
    }

    @Override
    public void sleepUntil(Moment deadline) {
      now = deadline;
    }
  }
}
