package io.spikewatt.controller.evaluate;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A picture with a title, a legend, and panels one below the other that share their horizontal
 * axis. Places along it count from 0 to 1.
 */
final class SvgPlot {
  static final String BAND = "#9ecae1";
  static final String MEDIAN = "#08519c";
  static final String ACTUAL = "#222222";
  static final String LAST = "#d95f02";

  private static final int WIDTH = 960;
  private static final int LEFT = 72;
  private static final int RIGHT = 20;
  private static final int TOP = 84;
  private static final int GAP = 34;
  private static final int BOTTOM = 48;

  private final StringBuilder body = new StringBuilder(1 << 14);
  private final int panelHeight;
  private final int panels;
  private final String title;
  private final List<String> legend = new ArrayList<>();

  SvgPlot(String title, int panels, int panelHeight) {
    this.title = title;
    this.panels = panels;
    this.panelHeight = panelHeight;
  }

  /** A line of the legend; {@code mark} is a colour or, with a band, its fill. */
  private void legend(String shape, String words) {
    int at = LEFT + legend.stream().mapToInt(SvgPlot::width).sum();
    body.append(shape.formatted(at, at + 22));
    text(at + 28, 44, "start", words);
    legend.add(words);
  }

  private static int width(String words) {
    return 50 + 7 * words.length();
  }

  void legendLine(String colour, String words) {
    legend(
        "<line x1=\"%d\" x2=\"%d\" y1=\"40\" y2=\"40\" stroke-width=\"2\" stroke=\""
            + colour
            + "\"/>\n",
        words);
  }

  void legendBand(String colour, String words) {
    legend(
        "<polygon fill=\""
            + colour
            + "\" fill-opacity=\".6\" points=\"%1$d,34 %2$d,34 %2$d,46"
            + " %1$d,46\"/>\n",
        words);
  }

  final class Panel {
    private final int top;
    private final RoundTicks ticks;

    private Panel(int index, String heading, String unit, double low, double high) {
      top = TOP + index * (panelHeight + GAP);
      ticks = RoundTicks.around(low, high);
      for (int tick = 0; tick < ticks.count(); tick++) {
        double y = y(ticks.at(tick));
        rule(LEFT, y, WIDTH - RIGHT, y);
        text(LEFT - 6, y + 4, "end", ticks.text(tick));
      }
      text(LEFT - 6, top - 8, "end", unit);
      text(LEFT, top - 8, "start", heading);
    }

    private double y(double value) {
      return top + panelHeight * (ticks.last() - value) / (ticks.last() - ticks.first());
    }

    /** A band; NaN leaves a place out. */
    void band(double[] x, double[] low, double[] high) {
      StringBuilder points = new StringBuilder();
      for (int i = 0; i < x.length; i++) {
        point(points, x[i], high[i]);
      }
      for (int i = x.length - 1; i >= 0; i--) {
        point(points, x[i], low[i]);
      }
      body.append(
          "<polygon fill=\"" + BAND + "\" fill-opacity=\".6\" points=\"" + points + "\"/>\n");
    }

    /** A line that breaks where a value is unknown. */
    void line(String colour, double[] x, double[] values) {
      StringBuilder points = new StringBuilder();
      for (int i = 0; i <= x.length; i++) {
        boolean known = i < x.length && !Double.isNaN(values[i]);
        if (known) {
          point(points, x[i], values[i]);
        } else if (!points.isEmpty()) {
          body.append(
              "<polyline fill=\"none\" stroke-width=\"1.5\" stroke=\""
                  + colour
                  + "\" points=\""
                  + points
                  + "\"/>\n");
          points.setLength(0);
        }
      }
    }

    private void point(StringBuilder points, double x, double value) {
      if (!Double.isNaN(value)) {
        points.append(String.format(Locale.ROOT, "%.1f,%.1f ", x(x), y(value)));
      }
    }
  }

  Panel panel(int index, String heading, String unit, double low, double high) {
    return new Panel(index, heading, unit, low, high);
  }

  /** A tick of the common axis, through all panels. */
  void tick(double x, String words) {
    rule(x(x), TOP, x(x), bottom());
    text(x(x), bottom() + 18, "middle", words);
  }

  void axis(String words) {
    text((LEFT + WIDTH - RIGHT) / 2.0, bottom() + 38, "middle", words);
  }

  private int bottom() {
    return TOP + panels * panelHeight + (panels - 1) * GAP;
  }

  private static double x(double place) {
    return LEFT + (WIDTH - LEFT - RIGHT) * place;
  }

  private void rule(double x1, double y1, double x2, double y2) {
    body.append(
        String.format(
            Locale.ROOT,
            "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"#ddd\"/>%n",
            x1,
            y1,
            x2,
            y2));
  }

  private void text(double x, double y, String anchor, String words) {
    String safe = words.replace("&", "&amp;").replace("<", "&lt;");
    body.append(
        String.format(
            Locale.ROOT,
            "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>%n",
            x,
            y,
            anchor,
            safe));
  }

  String svg() {
    String heading = title.replace("&", "&amp;").replace("<", "&lt;");
    return String.format(
            Locale.ROOT,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\""
                + " font-family=\"sans-serif\" font-size=\"12\">%n<rect width=\"100%%\""
                + " height=\"100%%\" fill=\"white\"/>%n<text x=\"%d\" y=\"20\""
                + " font-size=\"14\">%s</text>%n",
            WIDTH,
            bottom() + BOTTOM,
            LEFT,
            heading)
        + body
        + "</svg>\n";
  }

  /** Unit of a column, by how its name ends; the name itself if it says none. */
  static String unit(String column) {
    String name = column.toLowerCase(Locale.ROOT);
    return name.endsWith("_kw")
        ? "kW"
        : name.endsWith("_mw")
            ? "MW"
            : name.endsWith("_wm2") ? "W/m²" : name.endsWith("_w") ? "W" : column;
  }

  /**
   * Places of an axis's ticks: multiples of 1, 2 or 5 times a power of ten.
   *
   * @param first lowest tick, at or below what is to be shown
   * @param step from one to the next
   * @param count number of ticks, at least 2; the last is at or above what is to be shown
   */
  record RoundTicks(double first, double step, int count) {
    private static final int INTERVALS = 5;

    /** Ticks around all of a range; one of no height is widened. */
    static RoundTicks around(double low, double high) {
      double height = high > low ? high - low : Math.max(1e-9, Math.abs(low));
      double decade = Math.pow(10, Math.floor(Math.log10(height / INTERVALS)));
      double step = decade;
      for (double factor : new double[] {2, 5, 10}) {
        step = height / step > INTERVALS ? factor * decade : step;
      }
      double first = Math.floor(low / step + 1e-9);
      double last = Math.max(first + 1, Math.ceil(Math.max(high, low) / step - 1e-9));
      return new RoundTicks(first * step, step, (int) (last - first) + 1);
    }

    double at(int tick) {
      return first + tick * step;
    }

    double last() {
      return at(count - 1);
    }

    /** A tick's number with as many decimals as the step needs. */
    String text(int tick) {
      int decimals = (int) Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
      double value = at(tick);
      return String.format(
          Locale.ROOT, "%." + decimals + "f", Math.abs(value) < step / 2 ? 0 : value);
    }
  }
}
