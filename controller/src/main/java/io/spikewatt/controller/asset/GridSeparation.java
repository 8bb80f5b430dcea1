package io.spikewatt.controller.asset;

import io.spikewatt.hal.guard.OutputSpec;

/**
 * A switch that separates the site from the public grid.
 *
 * @param output 1 = separated
 */
public record GridSeparation(OutputSpec output) implements Control {}
