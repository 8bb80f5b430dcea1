package io.spikewatt.drivers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.spikewatt.hal.device.Device;
import io.spikewatt.hal.device.WriteReceipt;
import io.spikewatt.hal.signal.Fault;
import io.spikewatt.hal.signal.Quantity;
import io.spikewatt.hal.signal.Sample;
import io.spikewatt.hal.signal.Signal;
import io.spikewatt.hal.time.ManualClock;
import io.spikewatt.hal.time.Moment;
import io.spikewatt.hal.time.SystemClock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * What every {@link Device} does, whatever it speaks. A driver's test extends this with a rig: the
 * device, and a simulated far end that can be cut off.
 */
public abstract class DeviceContract {

  /** A device and the far end that it talks to. */
  public interface Rig extends AutoCloseable {
    Device device();

    /** Makes the far end unreachable, connections included. */
    void cut();

    /** Brings the far end back as it was, at the same place. */
    void restore();

    /** A value of that output which the device takes and holds exactly. */
    double writable(Signal output);

    /** Inputs that the rig's device never reports, and its type does not demand. */
    default Set<Signal> unreported() {
      return Set.of();
    }

    /** The value of that output at an orderly stop. */
    default double neutral(Signal output) {
      return 0;
    }

    @Override
    void close();
  }

  /** A fresh rig whose far end answers. */
  protected abstract Rig rig() throws Exception;

  /** Longest real time that one read or write may take. */
  protected Duration bound() {
    return Duration.ofSeconds(4);
  }

  private static final Duration CYCLE = Duration.ofSeconds(1);

  private final ManualClock clock = new ManualClock(Instant.parse("2026-06-01T10:00:00Z"));

  @Test
  void givesOneSampleForEachInputWhetherItAnswersOrNot() throws Exception {
    try (Rig rig = rig()) {
      assertOneSampleEach(rig, read(rig));
      assertFalse(good(read(rig)).isEmpty(), "the rig has readable values");
      rig.cut();
      assertOneSampleEach(rig, read(rig));
    }
  }

  @Test
  void saysWhyEverythingIsMissingWhenUnreachableAndDoesNotTakeLongForIt() throws Exception {
    try (Rig rig = rig()) {
      read(rig);
      rig.cut();
      for (int cycle = 0; cycle < 5; cycle++) {
        for (Sample sample : read(rig)) {
          Fault reason = assertInstanceOf(Sample.Missing.class, sample).reason();
          assertTrue(
              EnumSet.of(
                      Fault.Kind.UNREACHABLE,
                      Fault.Kind.TIMEOUT,
                      Fault.Kind.BAD_FRAME,
                      Fault.Kind.NEVER_READ)
                  .contains(reason.kind()),
              () -> sample.toString());
          assertFalse(reason.detail().isBlank(), () -> sample.toString());
          assertEquals(clock.now(), sample.at());
        }
      }
    }
  }

  @Test
  void worksThoughItIsUnreachableAtTheStart() throws Exception {
    try (Rig rig = rig()) {
      rig.cut();
      assertTrue(good(read(rig)).isEmpty());
      rig.restore();
      assertComesBack(rig, 3);
    }
  }

  @Test
  void comesBackByItselfWithinThreeCyclesAfterAShortOutage() throws Exception {
    try (Rig rig = rig()) {
      Set<Signal> before = good(read(rig));
      rig.cut();
      read(rig);
      read(rig);
      rig.restore();
      assertEquals(before, assertComesBack(rig, 3));
    }
  }

  @Test
  void comesBackByItselfAfterALongOutage() throws Exception {
    try (Rig rig = rig()) {
      Set<Signal> before = good(read(rig));
      rig.cut();
      for (int cycle = 0; cycle < 100; cycle++) {
        read(rig);
      }
      rig.restore();
      assertEquals(before, assertComesBack(rig, 32));
    }
  }

  @Test
  void acknowledgesAWriteAndSendsAnEqualValueOnlyOnce() throws Exception {
    try (Rig rig = rig()) {
      assumeTrue(!rig.device().outputs().isEmpty(), "the device has no outputs");
      read(rig);
      for (Signal output : rig.device().outputs()) {
        WriteReceipt.Written first = written(write(rig, output));
        assertTrue(first.onWire());
        assertEquals(rig.writable(output), first.value(), 1e-9);
        assertEquals(output, first.signal());
        clock.advance(CYCLE);
        assertFalse(written(write(rig, output)).onWire());
      }
    }
  }

  @Test
  void saysThatAWriteFailedWhenUnreachableAndWritesAfterItIsBack() throws Exception {
    try (Rig rig = rig()) {
      assumeTrue(!rig.device().outputs().isEmpty(), "the device has no outputs");
      Signal output = rig.device().outputs().iterator().next();
      read(rig);
      written(write(rig, output));
      rig.cut();
      clock.advance(CYCLE);
      assertInstanceOf(WriteReceipt.Failed.class, write(rig, output));
      rig.restore();
      WriteReceipt last = write(rig, output);
      for (int cycle = 0; cycle < 4 && !(last instanceof WriteReceipt.Written); cycle++) {
        read(rig);
        last = write(rig, output);
      }
      assertTrue(written(last).onWire(), "after a reconnect the value is written again");
    }
  }

  @Test
  void handsControlBackAndTakesItAgain() throws Exception {
    try (Rig rig = rig()) {
      assumeTrue(!rig.device().outputs().isEmpty(), "the device has no outputs");
      Signal output = rig.device().outputs().iterator().next();
      read(rig);
      written(write(rig, output));
      clock.advance(CYCLE);
      Moment now = clock.now();
      written(rig.device().release(TestSetpoints.neutral(output, rig.neutral(output), now), now));
      clock.advance(CYCLE);
      assertTrue(written(write(rig, output)).onWire());
    }
  }

  @Test
  void refusesAnOutputThatItDoesNotHave() throws Exception {
    try (Rig rig = rig()) {
      Signal foreign = new Signal("somebody-else", Quantity.POWER_W);
      Moment now = clock.now();
      WriteReceipt receipt = rig.device().write(TestSetpoints.approved(foreign, 0, now), now);
      assertInstanceOf(WriteReceipt.Refused.class, receipt);
    }
  }

  private Set<Signal> assertComesBack(Rig rig, int cycles) {
    for (int cycle = 0; cycle < cycles; cycle++) {
      Set<Signal> good = good(read(rig));
      if (!good.isEmpty()) {
        return good;
      }
    }
    throw new AssertionError("still missing after " + cycles + " cycles: " + read(rig));
  }

  /** One cycle's read, with its real time checked. */
  private List<Sample> read(Rig rig) {
    Moment now = clock.advance(CYCLE);
    Moment before = new SystemClock().now();
    List<Sample> samples = rig.device().read(now);
    assertInTime(before);
    return samples;
  }

  private WriteReceipt write(Rig rig, Signal output) {
    Moment now = clock.now();
    Moment before = new SystemClock().now();
    WriteReceipt receipt =
        rig.device().write(TestSetpoints.approved(output, rig.writable(output), now), now);
    assertInTime(before);
    return receipt;
  }

  private void assertInTime(Moment before) {
    Duration took = new SystemClock().now().since(before);
    assertTrue(took.compareTo(bound()) < 0, () -> "took " + took);
  }

  private static WriteReceipt.Written written(WriteReceipt receipt) {
    return assertInstanceOf(WriteReceipt.Written.class, receipt, receipt::toString);
  }

  private static void assertOneSampleEach(Rig rig, List<Sample> samples) {
    Set<Signal> expected = new HashSet<>(rig.device().inputs());
    expected.removeAll(rig.unreported());
    assertEquals(expected.size(), samples.size());
    Set<Signal> seen = new HashSet<>();
    samples.forEach(sample -> seen.add(sample.signal()));
    assertEquals(expected, seen);
  }

  private static Set<Signal> good(List<Sample> samples) {
    Set<Signal> good = new HashSet<>();
    for (Sample sample : samples) {
      if (sample instanceof Sample.Good) {
        good.add(sample.signal());
      }
    }
    return good;
  }
}
