package io.spikewatt.controller.assistant.ask;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenBudgetTest {

  @TempDir private Path folder = Path.of("");

  private TokenBudget budget() {
    return new TokenBudget(
        folder,
        100,
        problem -> {
          throw new AssertionError(problem);
        });
  }

  @Test
  void tokensOfADayOutliveTheProcessAndEndWithTheDay() {
    Instant late = Instant.parse("2026-06-01T23:59:59Z");
    assertEquals(100, budget().left(late));
    budget().use(60, late);
    assertEquals(40, budget().left(late));
    budget().use(90, late);
    assertEquals(0, budget().left(late));
    assertEquals(100, budget().left(late.plusSeconds(1)));
  }
}
