package io.spikewatt.drivers.gpio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.config.load.ProfileLoader;
import io.spikewatt.config.profile.ContactCode;
import io.spikewatt.config.profile.DeviceProfile;
import io.spikewatt.config.site.Connection;
import io.spikewatt.drivers.testing.Setpoints;
import io.spikewatt.hal.device.WriteReceipt;
import io.spikewatt.hal.gpio.DigitalInput;
import io.spikewatt.hal.gpio.DigitalOutput;
import io.spikewatt.hal.gpio.Gpio;
import io.spikewatt.hal.gpio.GpioTwin;
import io.spikewatt.hal.signal.Fault;
import io.spikewatt.hal.signal.Quantity;
import io.spikewatt.hal.signal.Sample;
import io.spikewatt.hal.signal.Signal;
import io.spikewatt.hal.time.Clock;
import io.spikewatt.hal.time.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Several lines that say one value, on whatever board. */
abstract class GpioCodesContract {

  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Signal PUMP = new Signal("pump", Quantity.SG_READY_STATE);

  final ManualClock clock = new ManualClock(Instant.EPOCH);
  private final List<String> positions = new ArrayList<>();
  private final GpioTwin board = make(clock, Duration.ofMillis(20));

  abstract GpioTwin make(Clock clock, Duration debounce);

  @AfterEach
  void closeBoard() {
    board.close();
  }

  @ParameterizedTest
  @CsvSource({"1000,100", "0100,60", "0010,30", "0001,0", "0000,", "1100,", "1111,", "0011,"})
  void theReceiverIsReadWhereExactlyOneRelayIsClosed(String contacts, Double pct) {
    GpioInputDevice receiver = receiver(false);
    receiver.read(clock.now());
    drive(contacts, false);
    Sample sample = receiver.read(clock.advance(SECOND)).getFirst();
    if (pct != null) {
      assertEquals(pct, assertInstanceOf(Sample.Good.class, sample).value());
    } else {
      Fault fault = assertInstanceOf(Sample.Missing.class, sample).reason();
      assertEquals(Fault.Kind.BAD_QUALITY, fault.kind());
      assertEquals("the contacts are " + contacts + ", which means nothing", fault.detail());
    }
  }

  @Test
  void aReceiverThatBouncesKeepsItsValueUntilItStandsStill() {
    GpioInputDevice receiver = receiver(false);
    drive("1000", false);
    assertEquals(100, value(receiver.read(clock.advance(SECOND)).getFirst()));
    for (int i = 0; i < 20; i++) {
      drive(i % 2 == 0 ? "0100" : "1000", false);
      assertEquals(100, value(receiver.read(clock.advance(Duration.ofMillis(10))).getFirst()));
    }
    drive("0100", false);
    assertEquals(60, value(receiver.read(clock.advance(SECOND)).getFirst()));
  }

  @Test
  void aBrokenWireOfANormallyClosedContactSaysWhatTheContactSays() {
    Connection.Gpio loop =
        new Connection.Gpio(List.of(17), true, true, Optional.empty(), Optional.empty());
    GpioInputDevice contact =
        new GpioInputDevice("dso", Quantity.CONTACT, ContactCode.SINGLE, loop, board);
    board.drive(17, false);
    assertEquals(0, value(contact.read(clock.advance(SECOND)).getFirst()), "the loop is closed");
    board.drive(17, true);
    assertEquals(
        1, value(contact.read(clock.advance(SECOND)).getFirst()), "pulled up, as when broken");
  }

  @ParameterizedTest
  @CsvSource({
    "1,2, 10 00", "2,1, 00 10", "1,3, 10 00 01", "3,1, 01 00 10", "2,4, 00 01 11",
    "4,2, 11 01 00", "4,1, 11 10", "1,4, 10 11", "3,4, 01 11", "4,3, 11 01",
  })
  void betweenTwoStatesThePumpIsNeverOrderedOnTheWay(double from, double to, String way) {
    GpioOutputDevice pump = pump(Duration.ZERO);
    write(pump, from);
    positions.clear();
    positions.add(level(5) + level(6));
    assertTrue(written(write(pump, to)).onWire());
    assertEquals(List.of(way.strip().split(" ")), positions.stream().distinct().toList());
    assertEquals(to, value(pump.read(clock.now()).getFirst()));
    assertFalse(written(write(pump, to)).onWire());
  }

  @Test
  void aStateIsKeptForItsLeastTime() {
    GpioOutputDevice pump = pump(Duration.ofMinutes(10));
    write(pump, 3);
    clock.advance(Duration.ofMinutes(10).minusSeconds(1));
    assertEquals("stays at 01 for 1 s more", refusal(write(pump, 2)).detail());
    clock.advance(SECOND);
    assertTrue(written(write(pump, 2)).onWire());
    assertEquals(Fault.Kind.REJECTED, refusal(write(pump, 1)).kind());
  }

  @Test
  void blockedEndsAfterTwoHoursUntilAnotherStateWasAskedFor() {
    GpioOutputDevice pump = pump(Duration.ofMinutes(10));
    write(pump, 1);
    clock.advance(Duration.ofHours(2).minusSeconds(1));
    assertFalse(written(write(pump, 1)).onWire());
    clock.advance(SECOND);
    assertEquals("kept for its longest time already", refusal(write(pump, 1)).detail());
    assertEquals("00", level(5) + level(6));
    clock.advance(Duration.ofHours(1));
    refusal(write(pump, 1));
    assertEquals("00", level(5) + level(6));
    written(write(pump, 2));
    assertTrue(written(write(pump, 1)).onWire());
  }

  @Test
  void theBoardsEndOpensTheContacts() {
    GpioOutputDevice pump = pump(Duration.ZERO);
    write(pump, 4);
    board.close();
    assertEquals("00", level(5) + level(6));
  }

  @Test
  void aStateThatDoesNotExistIsRefused() {
    assertEquals(Fault.Kind.OUT_OF_RANGE, refusal(write(pump(Duration.ZERO), 2.5)).kind());
  }

  private GpioInputDevice receiver(boolean activeLow) {
    DeviceProfile.GpioInput profile =
        (DeviceProfile.GpioInput) ProfileLoader.shipped("ripple-control").points();
    return new GpioInputDevice(
        "ripple",
        profile.quantity(),
        profile.codes(),
        new Connection.Gpio(
            List.of(17, 27, 22, 23), activeLow, false, Optional.empty(), Optional.empty()),
        board);
  }

  private GpioOutputDevice pump(Duration dwell) {
    DeviceProfile.GpioOutput profile =
        (DeviceProfile.GpioOutput) ProfileLoader.shipped("sg-ready").points();
    return new GpioOutputDevice(
        "pump",
        profile.quantity(),
        profile.codes(),
        dwell,
        dwell,
        new Connection.Gpio(List.of(5, 6), false, false, Optional.empty(), Optional.empty()),
        new Witness());
  }

  private void drive(String contacts, boolean activeLow) {
    int[] pins = {17, 27, 22, 23};
    for (int line = 0; line < pins.length; line++) {
      board.drive(pins[line], contacts.charAt(line) == '1' != activeLow);
    }
  }

  private WriteReceipt write(GpioOutputDevice pump, double state) {
    return pump.write(Setpoints.of(PUMP, state, clock.now()), clock.now());
  }

  private String level(int pin) {
    return board.level(pin) ? "1" : "0";
  }

  private static WriteReceipt.Written written(WriteReceipt receipt) {
    return assertInstanceOf(WriteReceipt.Written.class, receipt, receipt::toString);
  }

  private static Fault refusal(WriteReceipt receipt) {
    return assertInstanceOf(WriteReceipt.Refused.class, receipt, receipt::toString).reason();
  }

  private static double value(Sample sample) {
    return assertInstanceOf(Sample.Good.class, sample, sample::toString).value();
  }

  /** The board, with every position of the two relays on the way noted. */
  private final class Witness implements Gpio {
    @Override
    public DigitalInput input(int pin, boolean activeLow) {
      return board.input(pin, activeLow);
    }

    @Override
    public DigitalOutput output(int pin, boolean activeLow, boolean rest) {
      DigitalOutput line = board.output(pin, activeLow, rest);
      return new DigitalOutput() {
        @Override
        public void set(boolean closed) {
          line.set(closed);
          positions.add(level(5) + level(6));
        }

        @Override
        public boolean closed() {
          return line.closed();
        }

        @Override
        public void close() {
          line.close();
        }
      };
    }

    @Override
    public void close() {
      board.close();
    }
  }
}
