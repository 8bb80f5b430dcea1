package io.spikewatt.controller.asset.heatpump;

import java.util.Optional;

/**
 * A store as two nodes: heat goes into the inner one, such as a floor, and from there into the
 * outer one, such as the rooms, where the thermometer is. The inner temperature is not measured: it
 * follows from the heat put in and the outer temperature. Confined to one thread.
 */
final class TwoNodeStore {

  /** Steps of a slot in a simulated course. */
  private static final int STEPS = 4;

  /**
   * The plan counts heat from this share of the lag on: a quarter of it is in the rooms by then.
   */
  private static final double COUNTED = 0.3;

  private final Shape shape;
  private final double whPerK;
  private final double slotHours;
  private Optional<Middle> last = Optional.empty();

  /**
   * How the nodes share the heat capacity.
   *
   * @param innerShare of the capacity, 0..1; 0 = one node
   * @param lagHours time constant with which the two temperatures approach each other, h
   */
  record Shape(double innerShare, double lagHours) {

    /** Such as a tank. */
    static final Shape ONE_NODE = new Shape(0, 0);

    boolean isOneNode() {
      return innerShare == 0;
    }
  }

  /**
   * In the middle of a slot.
   *
   * @param heatW heat put in, W
   * @param outerC outer temperature, °C
   * @param aboveK inner temperature less the outer one, K
   */
  private record Middle(double heatW, double outerC, double aboveK) {}

  /**
   * @param whPerK heat capacity of both nodes, Wh/K
   * @param slotHours length of a slot, h
   */
  TwoNodeStore(Shape shape, double whPerK, double slotHours) {
    this.shape = shape;
    this.whPerK = whPerK;
    this.slotHours = slotHours;
  }

  /** Heat capacity of the outer node, Wh/K. */
  double outerWhPerK() {
    return (1 - shape.innerShare) * whPerK;
  }

  private double innerWhPerK() {
    return shape.innerShare * whPerK;
  }

  private double betweenWPerK() {
    return innerWhPerK() * (1 - shape.innerShare) / shape.lagHours;
  }

  /**
   * Takes the next slot. After a gap the nodes count as apart as before it.
   *
   * @param heatW mean of the heat put in, W
   * @param outerC mean of the outer temperature, °C
   * @return heat that reaches the outer node in the middle of the slot, W
   */
  double follow(double heatW, double outerC) {
    if (shape.isOneNode()) {
      return heatW;
    }
    Middle before = last.orElse(new Middle(heatW, outerC, 0));
    double half = betweenWPerK() * slotHours / innerWhPerK() / 2;
    double warmedK = (before.heatW + heatW) / 2 * slotHours / innerWhPerK();
    double aboveK = (before.aboveK * (1 - half) + warmedK - (outerC - before.outerC)) / (1 + half);
    last = Optional.of(new Middle(heatW, outerC, aboveK));
    return betweenWPerK() * aboveK;
  }

  /**
   * Outer temperature that the plan counts with if nothing is put in any more: that of a part of
   * the lag later, because heat put in meanwhile is not felt before.
   *
   * @param nowC outer temperature at the end of the last slot, °C
   * @param demandW by slot, heat drawn from the outer node; the last one holds for all later slots
   * @return at the start of each slot and at the end of the last one, °C
   */
  double[] unheatedC(double nowC, double[] demandW) {
    double step = slotHours / STEPS;
    int delay = (int) Math.round(COUNTED * shape.lagHours / step);
    double outerC = nowC;
    double aboveK = last.map(middle -> nowAboveK(middle, nowC)).orElse(0.0);
    double[] laterC = new double[demandW.length + 1];
    for (int i = 0; i <= STEPS * demandW.length + delay; i++) {
      if (i >= delay && (i - delay) % STEPS == 0) {
        laterC[(i - delay) / STEPS] = outerC;
      }
      double upW = shape.isOneNode() ? 0 : betweenWPerK() * aboveK;
      double riseK =
          (upW - demandW[Math.min(i / STEPS, demandW.length - 1)]) * step / outerWhPerK();
      outerC += riseK;
      aboveK -= riseK + (shape.isOneNode() ? 0 : upW * step / innerWhPerK());
    }
    return laterC;
  }

  /** Half a slot after a middle. */
  private double nowAboveK(Middle middle, double nowC) {
    double gainW = middle.heatW - betweenWPerK() * middle.aboveK;
    return middle.aboveK + gainW * slotHours / 2 / innerWhPerK() - (nowC - middle.outerC);
  }
}
