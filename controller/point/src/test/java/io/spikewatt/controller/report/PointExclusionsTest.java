package io.spikewatt.controller.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.controller.asset.BalanceTerm;
import io.spikewatt.controller.report.PointId.PointUnit;
import io.spikewatt.testkit.DemoSite;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PointExclusionsTest {

  @Test
  void there_are_at_most_ten_each_with_a_reason_and_a_point() {
    List<SitePoint> points = SitePoints.of(DemoSite.usual().site());
    assertTrue(PointOutlet.EXCLUSIONS.size() <= 10);
    for (PointOutlet.Exclusion exclusion : PointOutlet.EXCLUSIONS) {
      assertFalse(exclusion.reason().isBlank());
      assertTrue(points.stream().anyMatch(exclusion.points()), exclusion::toString);
    }
  }

  @Test
  void a_point_is_there_once() {
    List<SitePoint> points = SitePoints.of(DemoSite.usual().site());
    Set<String> names = new HashSet<>();
    points.forEach(point -> assertTrue(names.add(point.kind() + " " + point.id())));
    assertEquals(1, points.stream().filter(it -> it.id().kebab().equals("pv1-w")).count());
  }

  @Test
  void outlets_write_an_id_in_their_own_way() {
    PointId pump = SitePoints.id(BalanceTerm.HEAT_PUMP);
    assertEquals("heat-pump-w", pump.kebab());
    assertEquals("heat_pump_w", pump.snake());
    assertEquals("heatPumpW", pump.camel());
    assertEquals("Heat Pump W", pump.title());
    assertEquals("Heat pump", pump.sentence());
    assertEquals("PV W", SitePoints.id(BalanceTerm.PV).title());
    assertEquals("pvW", SitePoints.id(BalanceTerm.PV).camel());
    assertEquals("importBy", new PointId("import", PointUnit.WATT).camel("by"));
    assertEquals("importTodayKwh", new PointId("import-today", PointUnit.KILOWATT_HOUR).camel());
  }
}
