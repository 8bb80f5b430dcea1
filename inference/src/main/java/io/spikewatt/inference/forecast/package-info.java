/** What a forecast is, and the forecasters that make one. */
@NullMarked
package io.spikewatt.inference.forecast;

import org.jspecify.annotations.NullMarked;
