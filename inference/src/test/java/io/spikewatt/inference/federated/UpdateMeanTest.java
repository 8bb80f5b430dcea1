package io.spikewatt.inference.federated;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class UpdateMeanTest {

  private static WeightUpdate update(float... values) {
    return new WeightUpdate(values);
  }

  @Test
  void an_update_counts_for_its_members() {
    WeightUpdate mean =
        UpdateMean.weighted(List.of(update(1, 0), update(4, 8)), new double[] {20, 10});
    assertArrayEquals(new float[] {2, 8 / 3f}, mean.values(), 1e-6f);
  }

  @Test
  void the_trimmed_mean_leaves_out_the_ends_of_each_weight() {
    List<WeightUpdate> updates =
        List.of(update(1, 5), update(2, -900), update(3, 7), update(1e9f, 6), update(4, 6));
    assertArrayEquals(
        new float[] {3, 6 - 1 / 3f}, UpdateMean.trimmed(updates, 0.2).values(), 1e-5f);
  }

  @Test
  void nothing_trimmed_is_the_plain_mean() {
    List<WeightUpdate> updates = List.of(update(1), update(2), update(6));
    assertArrayEquals(new float[] {3}, UpdateMean.trimmed(updates, 0).values());
  }

  @Test
  void two_updates_are_not_trimmed_away() {
    List<WeightUpdate> updates = List.of(update(1), update(2));
    assertArrayEquals(new float[] {1.5f}, UpdateMean.trimmed(updates, 0.4).values());
  }

  @Test
  void updates_of_different_lengths_or_none_have_no_mean() {
    assertThrows(
        IllegalArgumentException.class,
        () -> UpdateMean.weighted(List.of(update(1), update(1, 2)), new double[] {1, 1}));
    assertThrows(IllegalArgumentException.class, () -> UpdateMean.trimmed(new ArrayList<>(), 0.1));
  }
}
