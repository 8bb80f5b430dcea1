package io.spikewatt.controller.asset;

/**
 * A device that decides by itself within a requested operation mode. Higher modes take more power.
 *
 * @param normal mode without a request, and the highest one while the grid operator dims loads
 * @param lowest mode that a request may set
 * @param highest mode that a request may set
 */
public record OperationModes(double normal, double lowest, double highest)
    implements ControlCapability {}
