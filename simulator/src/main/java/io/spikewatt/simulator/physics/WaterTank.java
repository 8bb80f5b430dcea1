package io.spikewatt.simulator.physics;

/** A mixed tank of hot water. */
public final class WaterTank implements HeatStore {

  private static final double ROOM_C = 18;

  private final double whPerK;
  private final double lossWPerK;
  private double waterC;

  public WaterTank(double whPerK, double lossWPerK, double startC) {
    this.whPerK = whPerK;
    this.lossWPerK = lossWPerK;
    this.waterC = startC;
  }

  @Override
  public double temperatureC() {
    return waterC;
  }

  @Override
  public void step(double heatW, HeatConditions conditions, double dtS) {
    double lostW = lossWPerK * (waterC - ROOM_C);
    waterC += (heatW - lostW - conditions.drawW()) * dtS / 3600 / whPerK;
  }
}
