import java.util.List;

/**
 * Difference between outputs and others.
 *
 * @param relative mean difference over the others' mean size
 * @param max greatest difference
 */
record Difference(double relative, double max) {

  static Difference of(List<float[]> expected, List<float[]> actual) {
    double sum = 0;
    double size = 0;
    double max = 0;
    for (int i = 0; i < expected.size(); i++) {
      for (int k = 0; k < expected.get(i).length; k++) {
        double off = Math.abs(expected.get(i)[k] - actual.get(i)[k]);
        sum += off;
        size += Math.abs(expected.get(i)[k]);
        max = Math.max(max, off);
      }
    }
    return new Difference(sum / size, max);
  }
}
