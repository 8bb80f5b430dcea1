package io.spikewatt.inference.fixedpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class InputGridTest {

  @Test
  void roundsAsRintDoesHalvesToEven() {
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 100_000; i++) {
      float input = (float) random.nextDouble(-31.9, 31.9);
      assertEquals((int) Math.rint(input * 1024.0), InputGrid.ofNear(input));
      float half = (random.nextInt(60_000) - 30_000) / 2048f;
      assertEquals((int) Math.rint(half * 1024.0), InputGrid.of(half));
    }
    assertEquals(0, InputGrid.of(-0.0f));
  }

  @Test
  void cutsWhatIsFarAndRefusesWhatIsNoNumber() {
    assertEquals(InputGrid.of(31.999f), InputGrid.of(1e9f));
    assertEquals(-InputGrid.of(31.999f), InputGrid.of(-40));
    assertThrows(IllegalArgumentException.class, () -> InputGrid.of(Float.NaN));
  }
}
