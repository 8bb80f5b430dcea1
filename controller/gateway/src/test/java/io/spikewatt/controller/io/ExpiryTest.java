package io.spikewatt.controller.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.spikewatt.hal.device.Device;
import io.spikewatt.hal.device.WriteReceipt;
import io.spikewatt.hal.guard.ApprovedSetpoint;
import io.spikewatt.hal.guard.CommandGate;
import io.spikewatt.hal.guard.OutputSpec;
import io.spikewatt.hal.guard.Setpoint;
import io.spikewatt.hal.guard.Verdict;
import io.spikewatt.hal.signal.PlantSnapshot;
import io.spikewatt.hal.signal.Quantity;
import io.spikewatt.hal.signal.Sample;
import io.spikewatt.hal.signal.Signal;
import io.spikewatt.hal.time.ManualClock;
import io.spikewatt.hal.time.Moment;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A device thread whose cycle died falls back to the output's safe value by itself. */
class ExpiryTest {

  private static final Signal OUTPUT = new Signal("pv1", Quantity.POWER_LIMIT_W);
  private static final double SAFE_W = 3_000;
  private static final double NEUTRAL_W = 9_000;
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final ManualClock clock = new ManualClock(Instant.parse("2026-06-09T10:00:00Z"));
  private final CommandGate gate =
      new CommandGate(
          List.of(new OutputSpec(OUTPUT, 0, 10_000, Double.POSITIVE_INFINITY, SAFE_W, NEUTRAL_W)),
          List.of());
  private final SetpointBoard setpointBoard = new SetpointBoard();
  private final PlantBoard board =
      new PlantBoard(new LinkedHashMap<>(Map.of(OUTPUT, Duration.ofHours(1))), clock.now());
  private final Recorder device = new Recorder();
  private final DeviceRunner runner = new DeviceRunner(List.of(device), board, setpointBoard);

  @Test
  void nothing_is_written_before_the_first_decision() {
    runner.write(clock.now());
    assertEquals(List.of(), device.written);
  }

  @Test
  void a_setpoint_that_is_not_renewed_gives_way_to_the_safe_value() {
    feed(7_000, SECOND.multipliedBy(4));
    for (int second = 0; second < 7; second++) {
      runner.write(clock.now());
      clock.advance(SECOND);
    }
    assertEquals(
        List.of(7_000.0, 7_000.0, 7_000.0, 7_000.0, SAFE_W, SAFE_W, SAFE_W), device.written);
    WriteReceipt.Written last =
        assertInstanceOf(WriteReceipt.Written.class, board.receipts().getFirst());
    assertEquals(SAFE_W, last.value());
  }

  @Test
  void wall_time_that_jumps_does_not_make_a_setpoint_expire_or_live_on() {
    feed(7_000, SECOND.multipliedBy(4));
    clock.setWallTime(Instant.parse("2036-01-01T00:00:00Z"));
    runner.write(clock.now());
    clock.setWallTime(Instant.parse("2016-01-01T00:00:00Z"));
    clock.advance(SECOND.multipliedBy(4));
    runner.write(clock.now());
    assertEquals(List.of(7_000.0, SAFE_W), device.written);
  }

  @Test
  void a_cycle_that_comes_back_is_obeyed_again() {
    feed(7_000, SECOND);
    clock.advance(SECOND.multipliedBy(2));
    runner.write(clock.now());
    feed(5_000, SECOND);
    runner.write(clock.now());
    assertEquals(List.of(SAFE_W, 5_000.0), device.written);
  }

  @Test
  void between_two_cycles_only_another_value_is_written() {
    runner.writeChanged(clock.now());
    feed(7_000, SECOND.multipliedBy(4));
    runner.write(clock.now());
    runner.writeChanged(clock.now());
    feed(7_000, SECOND.multipliedBy(4));
    runner.writeChanged(clock.now());
    assertEquals(List.of(7_000.0), device.written);
    feed(2_000, SECOND.multipliedBy(4));
    runner.writeChanged(clock.now());
    runner.writeChanged(clock.now());
    runner.write(clock.now());
    assertEquals(List.of(7_000.0, 2_000.0, 2_000.0), device.written);
  }

  @Test
  void an_orderly_stop_leaves_the_neutral_value_and_lets_go() {
    feed(7_000, SECOND);
    runner.release(gate.neutral(clock.now()), clock.now());
    assertEquals(List.of(), device.written);
    assertEquals(List.of(NEUTRAL_W), device.released);
    assertEquals(1, device.closed);
  }

  private void feed(double watts, Duration validFor) {
    Moment now = clock.now();
    Verdict verdict =
        gate.approve(
            new Setpoint(
                OUTPUT, watts, now.plus(validFor), "test", "as told", Setpoint.Purpose.ROUTINE),
            new PlantSnapshot(now, List.of()));
    setpointBoard.put(assertInstanceOf(Verdict.Approved.class, verdict).setpoint());
  }

  /** Remembers what it was told. */
  private static final class Recorder implements Device {
    private final List<Double> written = new ArrayList<>();
    private final List<Double> released = new ArrayList<>();
    private int closed;

    @Override
    public String id() {
      return OUTPUT.deviceId();
    }

    @Override
    public Set<Signal> inputs() {
      return Set.of();
    }

    @Override
    public Set<Signal> outputs() {
      return Set.of(OUTPUT);
    }

    @Override
    public List<Sample> read(Moment now) {
      return List.of();
    }

    @Override
    public WriteReceipt write(ApprovedSetpoint setpoint, Moment now) {
      written.add(setpoint.value());
      return new WriteReceipt.Written(setpoint.signal(), setpoint.value(), true, now);
    }

    @Override
    public WriteReceipt release(ApprovedSetpoint neutral, Moment now) {
      released.add(neutral.value());
      return new WriteReceipt.Written(neutral.signal(), neutral.value(), true, now);
    }

    @Override
    public void close() {
      closed++;
    }
  }
}
