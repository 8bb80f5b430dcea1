/** Recalibration: corrects a model's next forecast by its latest outcomes. */
@NullMarked
package io.spikewatt.inference.calibrate;

import org.jspecify.annotations.NullMarked;
