/**
 * NVIDIA GPUs through NVML, the driver's management library, by the foreign-function interface.
 *
 * <p>Written from NVML's public documentation and tested against a fake library. Never seen on
 * hardware: the order of a real driver's return codes while it resets, which cards lack which
 * function, how fast a power limit or a lock of clocks takes effect, and how far a card rounds
 * them.
 */
@NullMarked
package io.spikewatt.controller.compute.nvml;

import org.jspecify.annotations.NullMarked;
