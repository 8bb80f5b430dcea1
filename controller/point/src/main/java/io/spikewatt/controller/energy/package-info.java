/** Lifetime counters of energy that never fall, whatever meters, restarts and clocks do. */
@NullMarked
package io.spikewatt.controller.energy;

import org.jspecify.annotations.NullMarked;
