package io.spikewatt.simulator.physics;

/**
 * What makes a site able to live on its own.
 *
 * @param gensetW rated power of the generating set, W
 * @param secondLoadW load behind the second shed relay, always drawn while it is not shed, W
 */
public record IslandParts(double gensetW, double secondLoadW) {}
