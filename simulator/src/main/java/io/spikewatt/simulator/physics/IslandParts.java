package io.spikewatt.simulator.physics;

/**
 * What makes a site able to live on its own.
 *
 * @param gensetW rated power of the generating set, W
 * @param gensetMinRunS its maker's shortest run, s
 * @param gensetMinRestS its maker's shortest rest between two runs, s
 * @param secondLoadW load behind the second shed relay, always drawn while it is not shed, W
 */
public record IslandParts(
    double gensetW, double gensetMinRunS, double gensetMinRestS, double secondLoadW) {

  /** A genset of 8 kW and a load of 900 W. */
  public static final IslandParts USUAL = new IslandParts(8_000, 900, 120, 900);
}
