package io.spikewatt.drivers.timing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.hal.time.ManualClock;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

final class DeadlineTest {

  private final ManualClock clock = new ManualClock(Instant.EPOCH);

  @Test
  void tellsTheTimeLeftAndThrowsOnceThereIsNone() throws SocketTimeoutException {
    Deadline deadline = Deadline.after(clock, Duration.ofSeconds(1));
    clock.advance(Duration.ofMillis(400));
    assertEquals(600, deadline.millisLeft());
    assertFalse(deadline.passed());
    clock.advance(Duration.ofMillis(600));
    assertTrue(deadline.passed());
    assertThrows(SocketTimeoutException.class, deadline::millisLeft);
  }

  @Test
  void aPartOfItNeverEndsLater() throws SocketTimeoutException {
    Deadline deadline = Deadline.after(clock, Duration.ofSeconds(1));
    assertEquals(300, deadline.within(Duration.ofMillis(300)).millisLeft());
    assertEquals(1_000, deadline.within(Duration.ofMinutes(1)).millisLeft());
  }

  @Test
  void aFutureThatIsNotDoneInTimeIsCancelled() {
    Deadline deadline = Deadline.after(clock, Duration.ofSeconds(1));
    clock.advance(Duration.ofSeconds(2));
    CompletableFuture<String> future = new CompletableFuture<>();
    assertThrows(TimeoutException.class, () -> deadline.await(future));
    assertTrue(future.isCancelled());
  }

  @Test
  void aFutureThatIsDoneGivesItsResultEvenAfterTheEnd() throws Exception {
    Deadline deadline = Deadline.after(clock, Duration.ZERO);
    assertEquals("done", deadline.await(CompletableFuture.completedFuture("done")));
  }
}
