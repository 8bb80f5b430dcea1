package io.spikewatt.simulator.endtoend;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.controller.report.CycleReport;
import io.spikewatt.hal.signal.Fault;
import io.spikewatt.hal.signal.Sample;
import java.time.Duration;
import java.util.Set;

/**
 * Requires of each cycle that devices' samples are good and were read when it was their turn. A
 * step of the site's power may mirror the power before it by chance. The gateway doubts such a
 * reading for nine cycles at most (docs/degradation.md); longer doubt fails.
 */
final class FreshReadings {

  /** The utility meter is read out once a minute; everything else every cycle. */
  private static final String SELDOM = "utility1";

  private static final int DOUBTED_CYCLES = 9;

  private final Set<String> except;
  private int doubted;

  FreshReadings() {
    this(Set.of());
  }

  /**
   * @param except devices of which nothing is required
   */
  FreshReadings(Set<String> except) {
    this.except = except;
  }

  /**
   * Fails if a sample of this cycle is missing, or older than its turn.
   *
   * @return whether no reading of this cycle is doubted
   */
  boolean require(CycleReport report) {
    boolean doubt = false;
    for (Sample sample : report.snapshot().all()) {
      String device = sample.signal().deviceId();
      if (except.contains(device) || Signals.absent(report, sample)) {
        continue;
      }
      if (mirrored(sample)) {
        doubt = true;
        continue;
      }
      assertInstanceOf(Sample.Good.class, sample);
      Duration age = report.snapshot().at().since(sample.at());
      assertTrue(
          device.equals(SELDOM) || age.compareTo(Signals.turn(sample).plus(TestSite.CYCLE)) < 0,
          () -> sample.signal() + " is " + age + " old");
    }
    doubted = doubt ? doubted + 1 : 0;
    assertTrue(doubted <= DOUBTED_CYCLES, () -> "doubted for " + doubted + " cycles");
    return !doubt;
  }

  private static boolean mirrored(Sample sample) {
    return sample instanceof Sample.Missing missing
        && missing.reason().kind() == Fault.Kind.SIGN_FLIPPED;
  }
}
