/** Error measures by which forecasts are compared. */
@NullMarked
package io.spikewatt.inference.score;

import org.jspecify.annotations.NullMarked;
