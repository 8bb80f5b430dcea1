/** Recalibration: what a model's last outcomes change in its next forecast. */
@NullMarked
package io.spikewatt.inference.calibrate;

import org.jspecify.annotations.NullMarked;
