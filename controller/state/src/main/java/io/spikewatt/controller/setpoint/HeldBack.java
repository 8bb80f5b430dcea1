package io.spikewatt.controller.setpoint;

import io.spikewatt.hal.signal.Signal;
import java.util.OptionalDouble;

/**
 * Cost of sparing an output's memory, since midnight.
 *
 * @param steps setpoints that differed from the one before
 * @param energyWh energy that flowed otherwise than wanted, Wh, {@code >= 0}
 * @param cost of it, currency; empty = no prices were weighed
 */
public record HeldBack(Signal signal, int steps, double energyWh, OptionalDouble cost) {}
