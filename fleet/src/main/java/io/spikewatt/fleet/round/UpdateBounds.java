package io.spikewatt.fleet.round;

/**
 * What limits the part of a single gateway in a group's sum.
 *
 * @param clip greatest norm of a gateway's update
 * @param noise standard deviation of the noise on each weight of a group's sum, in clips, where a
 *     third of its members has dropped out; 0 = none
 */
public record UpdateBounds(double clip, double noise) {

  /** Noise that each member adds, so that the least number of members brings it to the sum. */
  double memberNoise(int needed) {
    return noise * clip / Math.sqrt(needed);
  }
}
