/** Work a second over power, measured by phase: its record on disk and the curve fitted to it. */
@NullMarked
package io.spikewatt.controller.compute.curve;

import org.jspecify.annotations.NullMarked;
