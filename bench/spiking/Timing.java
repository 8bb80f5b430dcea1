import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;

/**
 * Times paths in turn, so that other load on the machine affects all of them alike.
 *
 * @param micros a forecast, median, one a path
 * @param bytes allocated by a forecast at least, one a path
 */
record Timing(double[] micros, double[] bytes) {
  private static final int ALLOCATION_ROUNDS = 20;

  static Timing of(List<Walker> paths, List<float[]> inputs, int steps, float[] y, int rounds) {
    long[][] nanos = new long[paths.size()][rounds];
    // The first half is warm-up.
    for (int round = -rounds; round < rounds; round++) {
      float[] x = inputs.get(Math.floorMod(round, inputs.size()));
      for (int p = 0; p < nanos.length; p++) {
        long start = System.nanoTime();
        paths.get(p).walk(x, steps, y);
        nanos[p][Math.max(0, round)] = System.nanoTime() - start;
      }
    }
    double[] micros = new double[nanos.length];
    double[] bytes = new double[nanos.length];
    for (int p = 0; p < nanos.length; p++) {
      Arrays.sort(nanos[p]);
      micros[p] = nanos[p][rounds / 2] / 1e3;
      bytes[p] = allocated(paths.get(p), inputs, steps, y);
    }
    return new Timing(micros, bytes);
  }

  /** The least of some rounds: the JVM itself may allocate now and then. */
  private static double allocated(Walker path, List<float[]> inputs, int steps, float[] y) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long least = Long.MAX_VALUE;
    for (int round = 0; round < ALLOCATION_ROUNDS; round++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < inputs.size(); i++) {
        path.walk(inputs.get(i), steps, y);
      }
      least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
    }
    return (double) least / inputs.size();
  }
}
