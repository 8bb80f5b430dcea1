package io.spikewatt.inference.feature;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class SortingNetworkTest {

  /** A network of exchanges that sorts all patterns of zeros and ones sorts everything. */
  @Test
  void everyPatternIsSorted() {
    for (int size : new int[] {4, 7}) {
      for (int pattern = 0; pattern < 1 << size; pattern++) {
        double[] v = new double[size];
        for (int i = 0; i < size; i++) {
          v[i] = pattern >> i & 1;
        }
        double[] expected = v.clone();
        Arrays.sort(expected);
        if (size == 4) {
          SortingNetwork.four(v);
        } else {
          SortingNetwork.seven(v);
        }
        assertArrayEquals(expected, v);
      }
    }
  }
}
