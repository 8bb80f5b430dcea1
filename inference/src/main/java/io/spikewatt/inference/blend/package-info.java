/** Several forecasts blended into one, weighted by their record. */
@NullMarked
package io.spikewatt.inference.blend;

import org.jspecify.annotations.NullMarked;
