package io.spikewatt.controller.asset;

import io.spikewatt.hal.guard.OutputSpec;

/**
 * A device that decides by itself within a requested operation mode. Higher modes take more power.
 *
 * @param normal mode without a request, and the highest one while the grid operator dims loads
 * @param output the mode
 */
public record OperationModes(double normal, OutputSpec output) implements Control {}
