package io.spikewatt.controller.asset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.controller.asset.WorkCurve.Block;
import io.spikewatt.controller.asset.WorkCurve.Point;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class WorkCurveTest {

  private static final WorkCurve CLIFF =
      WorkCurve.of(
          300, 2000, List.of(new Point(800, 60), new Point(1400, 90), new Point(2000, 100)), 0.1);

  @Test
  void equalWorkOfEachKwhIsOneBlock() {
    WorkCurve curve = WorkCurve.proportional(300, 2000, 0.1);
    assertEquals(List.of(new Block(1700, 0.1)), curve.envelope());
    assertFalse(curve.hasCliff());
    WorkCurve line = WorkCurve.of(300, 2000, List.of(new Point(300, 3), new Point(2000, 20)), 0.1);
    assertEquals(1700, line.blocks().getFirst().watts());
    assertEquals(0.1, line.blocks().getFirst().perKwh(), 1e-12);
  }

  @Test
  void aFirstPointAboveTheBaseIsTheCliff() {
    assertTrue(CLIFF.hasCliff());
    assertEquals(800, CLIFF.cliffW());
    assertEquals(0.24, CLIFF.cliffPerKwh(), 1e-12);
    assertEquals(List.of(600.0, 600.0), CLIFF.blocks().stream().map(Block::watts).toList());
    assertEquals(0.1, CLIFF.blocks().getFirst().perKwh(), 1e-12);
    assertEquals(1.0 / 30, CLIFF.blocks().getLast().perKwh(), 1e-12);
    assertEquals(2000, CLIFF.mostW());
  }

  @Test
  void powerIsWorthAPriceAsFarAsItsLastKwhIs() {
    assertEquals(0, CLIFF.worthW(0.25));
    assertEquals(500, CLIFF.worthW(0.2));
    assertEquals(1100, CLIFF.worthW(0.05));
    assertEquals(1700, CLIFF.worthW(0.03));
    assertEquals(0.24, CLIFF.lastPerKwh(300), 1e-12, "the first kWh that it could do");
    assertEquals(0.24, CLIFF.lastPerKwh(800), 1e-12);
    assertEquals(0.1, CLIFF.lastPerKwh(801), 1e-12);
    assertEquals(1.0 / 30, CLIFF.lastPerKwh(2000), 1e-12);
  }

  @Test
  void aCliffThatIsWorthLessThanTheNextPowerIsTakenWithIt() {
    WorkCurve late =
        WorkCurve.of(
            0, 1000, List.of(new Point(400, 1), new Point(600, 80), new Point(1000, 100)), 0.1);
    assertEquals(600, late.envelope().getFirst().watts(), 1e-9);
    assertEquals(600, late.worthW(0.12));
  }

  @Test
  void pointsOutsideTheRangeCountAsFarAsTheyReachIn() {
    WorkCurve curve =
        WorkCurve.of(
            500, 1500, List.of(new Point(250, 0), new Point(1250, 80), new Point(2250, 100)), 0.1);
    assertFalse(curve.hasCliff());
    assertEquals(1500, curve.mostW(), 1e-9);
    assertEquals(List.of(750.0, 250.0), curve.blocks().stream().map(Block::watts).toList());
    // Full work is 85 at 1500 W, worth .15 an hour: 60 of it within 750 W, 5 within 250 W.
    assertEquals(0.15 / 85 * 60 / 0.75, curve.blocks().getFirst().perKwh(), 1e-12);
    assertEquals(0.15 / 85 * 5 / 0.25, curve.blocks().getLast().perKwh(), 1e-12);
  }

  /** Against the definition: the concave envelope lies above each point and touches some. */
  @Test
  void theEnvelopeIsTheLeastConcaveCurveAboveThePoints() {
    Random random = new Random(7);
    for (int round = 0; round < 200; round++) {
      List<Point> points = new ArrayList<>();
      double watts = 100;
      double work = 0;
      for (int i = 0; i < 6; i++) {
        watts += 50 + 300 * random.nextDouble();
        work += 10 * random.nextDouble();
        points.add(new Point(watts, work));
      }
      WorkCurve curve = WorkCurve.of(100, watts, points, 0.1);
      double perWork = 0.1 * watts / work;
      double before = Double.POSITIVE_INFINITY;
      for (Block block : curve.envelope()) {
        assertTrue(block.perKwh() < before);
        before = block.perKwh();
      }
      int touched = 0;
      for (Point point : points) {
        double above = value(curve, point.watts()) - point.work() * perWork;
        assertTrue(above > -1e-9);
        touched += above < 1e-9 ? 1 : 0;
      }
      assertEquals(curve.envelope().size(), touched);
    }
  }

  @Test
  void ofManyPointsTheNearestInValueAreJoined() {
    List<Point> points = new ArrayList<>();
    for (int i = 0; i <= 40; i++) {
      points.add(new Point(100 * i, Math.sqrt(i)));
    }
    WorkCurve curve = WorkCurve.of(0, 4000, points, 0.1);
    assertEquals(WorkCurve.MOST_BLOCKS, curve.blocks().size());
    assertEquals(400, value(curve, 4000), 1e-9, "full work keeps its value");
    for (Point point : points) {
      double lost = point.work() / Math.sqrt(40) * 400 - value(curve, point.watts());
      assertTrue(lost > -1e-9 && lost < 0.02 * 400, "loses " + lost);
    }
  }

  /** Value an hour of the envelope, in thousandths. */
  private static double value(WorkCurve curve, double watts) {
    double left = watts - curve.baseW();
    double sum = 0;
    for (Block block : curve.envelope()) {
      sum += Math.min(left, block.watts()) * block.perKwh();
      left -= Math.min(left, block.watts());
    }
    return sum;
  }
}
