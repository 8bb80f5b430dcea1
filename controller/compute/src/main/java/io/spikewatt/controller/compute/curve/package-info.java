/** Measured curves of a compute box: work a second over power, by phase. */
@NullMarked
package io.spikewatt.controller.compute.curve;

import org.jspecify.annotations.NullMarked;
