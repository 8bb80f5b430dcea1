package io.spikewatt.inference.federated;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class WeightUpdateTest {

  @Test
  void an_update_added_to_the_start_is_the_end() {
    float[] start = {1, -2, 0.5f};
    float[] end = {1.5f, -2, -0.25f};
    WeightUpdate update = WeightUpdate.between(start, end);
    assertArrayEquals(new float[] {0.5f, 0, -0.75f}, update.values());
    assertArrayEquals(end, update.appliedTo(start));
  }

  @Test
  void clipping_keeps_the_direction_and_leaves_short_updates_alone() {
    WeightUpdate update = new WeightUpdate(new float[] {3, -4});
    assertEquals(5, update.norm());
    assertArrayEquals(new float[] {0.6f, -0.8f}, update.clipped(1).values(), 1e-7f);
    assertSame(update, update.clipped(5));
  }

  @Test
  void an_update_that_is_no_number_is_not_clipped() {
    WeightUpdate broken = new WeightUpdate(new float[] {1, Float.NaN});
    assertEquals(
        "an update of norm NaN",
        assertThrows(IllegalArgumentException.class, () -> broken.clipped(1)).getMessage());
  }
}
