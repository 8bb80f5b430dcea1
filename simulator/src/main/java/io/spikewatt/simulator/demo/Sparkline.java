package io.spikewatt.simulator.demo;

/** Draws numbers with block characters. */
final class Sparkline {

  private static final String BLOCKS = " ▁▂▃▄▅▆▇█";

  private Sparkline() {}

  /**
   * A line of {@code columns} characters, each the mean of an equal share of the values.
   *
   * @param low value of the empty block
   * @param high value of the full block, {@code > low}
   */
  static String of(double[] values, int columns, double low, double high) {
    StringBuilder line = new StringBuilder(columns);
    for (int c = 0; c < columns; c++) {
      int from = c * values.length / columns;
      int to = Math.max(from + 1, (c + 1) * values.length / columns);
      double sum = 0;
      for (int i = from; i < to && i < values.length; i++) {
        sum += values[i];
      }
      double share = (sum / (to - from) - low) / (high - low);
      line.append(BLOCKS.charAt((int) Math.round(Math.clamp(share, 0.0, 1.0) * 8)));
    }
    return line.toString();
  }

  /** A bar of at most {@code columns} characters. */
  static String bar(double value, double full, int columns) {
    double eighths = Math.clamp(value / full, 0.0, 1.0) * columns * 8;
    int whole = (int) (eighths / 8);
    int rest = (int) Math.round(eighths - whole * 8L);
    String part = "▏▎▍▌▋▊▉█";
    String bar = "█".repeat(whole) + (rest > 0 && whole < columns ? part.charAt(rest - 1) : "");
    return bar + "·".repeat(Math.max(0, columns - bar.length()));
  }
}
