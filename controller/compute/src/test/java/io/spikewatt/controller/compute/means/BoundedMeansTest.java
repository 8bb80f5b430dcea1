package io.spikewatt.controller.compute.means;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.hal.time.ManualClock;
import io.spikewatt.testkit.Await;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A driver that hangs delays its caller no longer than the deadline. */
@Timeout(60)
final class BoundedMeansTest {

  private final ManualClock clock = new ManualClock(Instant.parse("2026-06-01T10:00:00Z"));
  private final Hanging driver = new Hanging();
  private final BoundedMeans means = new BoundedMeans(driver, new SettingRange(200, 700), clock);

  /** Each reading needs a permit. */
  private static final class Hanging implements PowerMeans {
    private final Semaphore permits = new Semaphore(0);
    private final List<Long> values = new CopyOnWriteArrayList<>();

    @Override
    public Label label() {
      return new Label("gpu0 power limit", Kind.POWER_LIMIT);
    }

    @Override
    public SettingRange range() {
      return new SettingRange(200, 700);
    }

    @Override
    public void set(long value) {
      values.add(range().require(value));
    }

    @Override
    public Reading read() {
      permits.acquireUninterruptibly();
      return new Reading(OptionalDouble.of(100), OptionalDouble.empty(), Optional.empty());
    }
  }

  @AfterEach
  void close() {
    driver.permits.release(1000);
    means.close();
  }

  @Test
  void a_driver_that_answers_is_read_and_set() {
    driver.permits.release(2);
    means.set(300);
    assertEquals(OptionalDouble.of(100), means.read().powerW());
    assertEquals(List.of(300L), driver.values);
    driver.permits.release(1);
    assertThrows(IllegalArgumentException.class, () -> means.set(199));
  }

  @Test
  void a_driver_that_hangs_is_told_and_takes_the_newest_value_afterwards() {
    assertEquals(Optional.of("its driver has not answered for 0 s"), means.read().problem());
    clock.advance(Duration.ofSeconds(7));
    means.set(300);
    means.set(400);
    PowerMeans.Reading hangs = means.read();
    assertEquals(Optional.of("its driver has not answered for 7 s"), hangs.problem());
    assertTrue(hangs.powerW().isEmpty());
    assertEquals(List.of(), driver.values);
    driver.permits.release(1000);
    Await.until(
        "the newest value", () -> means.read().problem().isEmpty() && !driver.values.isEmpty());
    assertEquals(List.of(400L), driver.values);
  }
}
