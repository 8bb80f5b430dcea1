/** Measurements: signals, samples that are good or missing with a reason, and snapshots of them. */
@NullMarked
package io.spikewatt.hal.signal;

import org.jspecify.annotations.NullMarked;
