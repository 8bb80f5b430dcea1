/** The slow cadence: learning from history, forecasting, planning. */
@NullMarked
package io.spikewatt.controller.forecast;

import org.jspecify.annotations.NullMarked;
