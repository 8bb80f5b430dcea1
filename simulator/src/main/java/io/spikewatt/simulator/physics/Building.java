package io.spikewatt.simulator.physics;

/**
 * A house with a heated floor as two nodes: the floor and walls take the heat, the rooms follow
 * them and lose it to the outside.
 */
public final class Building implements HeatStore {

  /**
   * @param massWhPerK heat capacity of floor and walls, Wh/K
   * @param roomWhPerK of air and furniture, Wh/K
   * @param betweenWPerK heat flow between the two, W/K
   * @param lossWPerK heat flow from the rooms to the outside, W/K
   */
  public record Size(double massWhPerK, double roomWhPerK, double betweenWPerK, double lossWPerK) {

    /** A house of 140 m2, of the standard of about the year 2000. */
    public static final Size HOUSE = new Size(9_000, 2_000, 700, 190);
  }

  private final Size size;
  private double massC;
  private double roomC;

  /**
   * @param startC temperature of both nodes, °C
   */
  public Building(Size size, double startC) {
    this(size, startC, startC);
  }

  private Building(Size size, double massC, double roomC) {
    this.size = size;
    this.massC = massC;
    this.roomC = roomC;
  }

  /**
   * One whose floor is as warm as it has to be to keep the rooms.
   *
   * @param outdoorC outdoor temperature, °C
   */
  public static Building heated(Size size, double roomC, double outdoorC) {
    double warmerK = size.lossWPerK * (roomC - outdoorC) / size.betweenWPerK;
    return new Building(size, roomC + warmerK, roomC);
  }

  @Override
  public double temperatureC() {
    return roomC;
  }

  @Override
  public void step(double heatW, HeatConditions conditions, double dtS) {
    double upW = size.betweenWPerK * (massC - roomC);
    double outW = size.lossWPerK * (roomC - conditions.outdoorC());
    massC += (heatW - upW) * dtS / 3600 / size.massWhPerK;
    roomC += (upW + conditions.gainW() - outW) * dtS / 3600 / size.roomWhPerK;
  }
}
