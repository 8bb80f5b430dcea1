package io.spikewatt.controller.evaluate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.controller.evaluate.SvgPlot.RoundTicks;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SvgPlotTest {

  private static List<String> ticks(double low, double high) {
    RoundTicks ticks = RoundTicks.around(low, high);
    return IntStream.range(0, ticks.count()).mapToObj(ticks::text).toList();
  }

  @Test
  void ticks_are_round_and_enclose_the_range() {
    assertEquals(List.of("0", "1", "2", "3", "4", "5"), ticks(0, 4.4));
    assertEquals(List.of("-50", "0", "50", "100", "150", "200"), ticks(-3, 196));
    assertEquals(List.of("0.00", "0.02", "0.04", "0.06"), ticks(0, 0.06));
    assertEquals(List.of("1000", "1200", "1400", "1600", "1800"), ticks(1011, 1740));
  }

  @Test
  void a_range_of_no_height_has_ticks_as_well() {
    for (double value : new double[] {0, 3, -7}) {
      RoundTicks ticks = RoundTicks.around(value, value);
      assertTrue(ticks.count() >= 2, "ticks of " + value);
      assertTrue(ticks.first() <= value && ticks.last() >= value, "around " + value);
    }
  }

  @Test
  void units_follow_from_the_columns_name() {
    assertEquals("kW", SvgPlot.unit("load_kw"));
    assertEquals("MW", SvgPlot.unit("load_mw"));
    assertEquals("W/m²", SvgPlot.unit("ghi_wm2"));
    assertEquals("W", SvgPlot.unit("pv_w"));
    assertEquals("demand", SvgPlot.unit("demand"));
  }

  @Test
  void lines_break_where_a_value_is_unknown_and_words_are_escaped() {
    SvgPlot plot = new SvgPlot("a < b & c", 1, 100);
    plot.legendLine(SvgPlot.ACTUAL, "measured");
    SvgPlot.Panel panel = plot.panel(0, "", "kW", 0, 5);
    panel.line(
        SvgPlot.ACTUAL,
        new double[] {0, 0.2, 0.4, 0.6, 0.8},
        new double[] {1, 2, Double.NaN, 3, 4});
    String svg = plot.svg();
    assertEquals(2, svg.split("<polyline", -1).length - 1);
    assertTrue(svg.contains("a &lt; b &amp; c"));
    assertTrue(svg.contains(">kW</text>") && svg.contains(">measured</text>"));
    assertTrue(!svg.contains("NaN"));
  }
}
