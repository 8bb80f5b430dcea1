package io.spikewatt.inference.calibrate;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class LineSearchErrorsTest {

  @Test
  void errorsAreSummedAtEachStepWhereBothAreNumbers() {
    SplittableRandom random = new SplittableRandom(1);
    LineSearchErrors lineSearchErrors = new LineSearchErrors(0.3);
    for (int round = 0; round < 3; round++) {
      lineSearchErrors.clear();
      double[] expected = new double[LineSearchErrors.MOST + 1];
      for (int day = 0; day < 4; day++) {
        double[] off = random.doubles(50, -2, 2).toArray();
        double[] way = random.doubles(50, -2, 2).toArray();
        off[day] = Double.NaN;
        way[9 + day] = Double.NaN;
        for (int k = 0; k < off.length; k++) {
          for (int i = 0; i < expected.length && k != day && k != 9 + day; i++) {
            expected[i] += Math.abs(off[k] - i * 0.3 * way[k]);
          }
        }
        lineSearchErrors.add(off, way);
      }
      for (int i = 0; i < expected.length; i++) {
        assertEquals(expected[i], lineSearchErrors.error(i), 1e-9);
      }
    }
  }
}
