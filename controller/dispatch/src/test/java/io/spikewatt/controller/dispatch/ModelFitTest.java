package io.spikewatt.controller.dispatch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.controller.asset.Estimate;
import io.spikewatt.hal.time.Moment;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ModelFitTest {

  private static final double RATED_W = 5000;
  private final ModelFit modelFit = new ModelFit(RATED_W, 25);
  private int second;

  @Test
  void nothingIsBelievedBeforeItHasMoved() {
    assertEquals(0, modelFit.share(), 0);
    see(0, 0);
    see(1000, 1000);
    assertEquals(0, modelFit.share(), 0, "too little to tell");
  }

  @Test
  void whatMovesAsItShouldIsBelieved() {
    for (int i = 0; i < 10; i++) {
      see(i % 2 * 1000, i % 2 * 1000 + 20);
    }
    assertEquals(1, modelFit.share(), 0);
  }

  @Test
  void whatMovesOtherwiseIsNotAndAgainWhenItDoes() {
    for (int i = 0; i < 20; i++) {
      see(i % 2 * 1000, i % 2 * 1000);
    }
    assertEquals(1, modelFit.share(), 0);
    for (int i = 0; i < 8; i++) {
      see(i % 2 * 1000, 0);
    }
    assertEquals(0, modelFit.share(), 0, "stands still");
    for (int i = 0; i < 60; i++) {
      see(i % 2 * 1000, i % 2 * 1000);
    }
    assertEquals(1, modelFit.share(), 0);
  }

  @Test
  void noiseProvesNothingAndDisprovesNothing() {
    for (int i = 0; i < 20; i++) {
      see(i % 2 * 1000, i % 2 * 1000);
    }
    Random random = new Random(1);
    for (int i = 0; i < 10_000; i++) {
      see(0, 20 * random.nextDouble());
    }
    assertTrue(modelFit.share() > 0.9, "share " + modelFit.share());
  }

  @Test
  void aRepeatedReadingChangesNothing() {
    Estimate.Known once = new Estimate.Known(1000, Estimate.How.MEASURED, at(1));
    for (int i = 0; i < 10; i++) {
      modelFit.update(once, i * 1000);
    }
    assertEquals(0, modelFit.share(), 0);
  }

  private void see(double modelW, double measuredW) {
    second++;
    modelFit.update(new Estimate.Known(measuredW, Estimate.How.MEASURED, at(second)), modelW);
  }

  private static Moment at(int second) {
    return new Moment(second * 1_000_000_000L, Instant.EPOCH.plusSeconds(second));
  }
}
