package io.spikewatt.controller.plan;

/**
 * Where a plan puts a compute cluster's job. The array is not to be changed by readers.
 *
 * @param aboveMinW mean power by slot above the cluster's minimum, W, {@code >= 0}
 * @param perKwh price of its dearest kWh, currency; surplus that earns less in the grid does better
 *     to serve it now
 */
public record PlannedJob(double[] aboveMinW, double perKwh) {}
