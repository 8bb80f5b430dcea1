package io.spikewatt.drivers.gpio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.config.profile.ContactCode;
import io.spikewatt.config.site.Connection;
import io.spikewatt.drivers.testing.Setpoints;
import io.spikewatt.hal.device.WriteReceipt;
import io.spikewatt.hal.gpio.DigitalInput;
import io.spikewatt.hal.gpio.DigitalOutput;
import io.spikewatt.hal.gpio.Gpio;
import io.spikewatt.hal.gpio.GpioException;
import io.spikewatt.hal.gpio.GpioTwin;
import io.spikewatt.hal.gpio.MockGpio;
import io.spikewatt.hal.signal.Fault;
import io.spikewatt.hal.signal.Quantity;
import io.spikewatt.hal.signal.Sample;
import io.spikewatt.hal.signal.Signal;
import io.spikewatt.hal.time.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GpioDevicesTest {

  static final Signal RELAY = new Signal("shed-relay", Quantity.CONTACT);
  static final Duration MIN_CLOSED = Duration.ofSeconds(60);
  static final Duration MIN_OPEN = Duration.ofSeconds(30);

  final ManualClock clock = new ManualClock(Instant.EPOCH);
  final GpioTwin board = new MockGpio(clock, Duration.ofMillis(20));
  final GpioInputDevice contact =
      new GpioInputDevice(
          "dso-contact",
          Quantity.CONTACT,
          ContactCode.SINGLE,
          new Connection.Gpio(List.of(17), true, false, Optional.empty(), Optional.empty()),
          board);
  final GpioOutputDevice relay =
      new GpioOutputDevice(
          "shed-relay",
          Quantity.CONTACT,
          ContactCode.SINGLE,
          MIN_CLOSED,
          MIN_OPEN,
          new Connection.Gpio(List.of(27), false, false, Optional.empty(), Optional.empty()),
          board);

  @AfterEach
  void closeBoard() {
    board.close();
  }

  @Test
  void aContactToGroundReadsOneWhenTheWireIsLow() {
    board.drive(17, true);
    assertEquals(0, good(contact.read(clock.now()).getFirst()));
    board.drive(17, false);
    assertEquals(1, good(contact.read(clock.advance(Duration.ofSeconds(1))).getFirst()));
  }

  @Test
  void theRelayFollowsAndKeepsEachStateForItsLeastTime() {
    assertTrue(written(1).onWire());
    assertTrue(board.level(27));
    assertFalse(written(1).onWire());
    clock.advance(MIN_CLOSED.minusSeconds(1));
    assertEquals("stays closed for 1 s more", refusal(0).detail());
    assertTrue(board.level(27));
    assertEquals(1, good(relay.read(clock.now()).getFirst()));
    clock.advance(Duration.ofSeconds(1));
    assertTrue(written(0).onWire());
    assertFalse(board.level(27));
    clock.advance(MIN_OPEN.minusSeconds(1));
    assertEquals(Fault.Kind.REJECTED, refusal(1).kind());
    clock.advance(Duration.ofSeconds(1));
    assertTrue(written(1).onWire());
  }

  @Test
  void aValueBetweenOpenAndClosedIsRefused() {
    assertEquals(Fault.Kind.OUT_OF_RANGE, refusal(0.5).kind());
  }

  @Test
  void anExpiredSetpointOpensTheRelayAsItsSafeValueSays() {
    written(1);
    var setpoint = Setpoints.of(RELAY, 1, clock.now());
    clock.advance(Duration.ofHours(2));
    relay.write(setpoint, clock.now());
    assertFalse(board.level(27));
  }

  @Test
  void aBoardThatIsAwayIsUnreachableAndAskedAgain() {
    Flaky flaky = new Flaky(board);
    GpioInputDevice input =
        new GpioInputDevice(
            "dso-contact",
            Quantity.CONTACT,
            ContactCode.SINGLE,
            new Connection.Gpio(List.of(17), false, false, Optional.empty(), Optional.empty()),
            flaky);
    GpioOutputDevice output =
        new GpioOutputDevice(
            "shed-relay",
            Quantity.CONTACT,
            ContactCode.SINGLE,
            MIN_CLOSED,
            MIN_OPEN,
            new Connection.Gpio(List.of(27), false, false, Optional.empty(), Optional.empty()),
            flaky);
    assertEquals(Fault.Kind.UNREACHABLE, fault(input.read(clock.now()).getFirst()).kind());
    assertEquals(Fault.Kind.UNREACHABLE, fault(output.read(clock.now()).getFirst()).kind());
    assertInstanceOf(
        WriteReceipt.Failed.class, output.write(Setpoints.of(RELAY, 1, clock.now()), clock.now()));
    flaky.there = true;
    assertEquals(0, good(input.read(clock.now()).getFirst()));
    assertInstanceOf(
        WriteReceipt.Written.class, output.write(Setpoints.of(RELAY, 1, clock.now()), clock.now()));
  }

  private WriteReceipt.Written written(double value) {
    return assertInstanceOf(
        WriteReceipt.Written.class,
        relay.write(Setpoints.of(RELAY, value, clock.now()), clock.now()));
  }

  private Fault refusal(double value) {
    return assertInstanceOf(
            WriteReceipt.Refused.class,
            relay.write(Setpoints.of(RELAY, value, clock.now()), clock.now()))
        .reason();
  }

  private static double good(Sample sample) {
    return assertInstanceOf(Sample.Good.class, sample).value();
  }

  private static Fault fault(Sample sample) {
    return assertInstanceOf(Sample.Missing.class, sample).reason();
  }

  /** A board whose chip comes late. */
  private static final class Flaky implements Gpio {
    private final Gpio board;
    private boolean there;

    Flaky(Gpio board) {
      this.board = board;
    }

    @Override
    public DigitalInput input(int pin, boolean activeLow) {
      require();
      return board.input(pin, activeLow);
    }

    @Override
    public DigitalOutput output(int pin, boolean activeLow, boolean rest) {
      require();
      return board.output(pin, activeLow, rest);
    }

    @Override
    public void close() {
      board.close();
    }

    private void require() {
      if (!there) {
        throw new GpioException("no /dev/gpiochip*");
      }
    }
  }
}
