package io.spikewatt.controller.plan;

/**
 * Planned power of a job. Readers must not change the array.
 *
 * @param aboveMinW mean power by slot above the load's minimum, W, {@code >= 0}
 * @param perKwh price of its dearest kWh, currency; surplus that earns less in the grid should
 *     serve the job now
 */
public record PlannedJob(double[] aboveMinW, double perKwh) {}
