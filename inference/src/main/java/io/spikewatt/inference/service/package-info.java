/**
 * Learning in service: blends the forecasts of one series by their recent record, and tries new
 * models in shadow before they replace the one in use. Time is the end of the history.
 */
@NullMarked
package io.spikewatt.inference.service;

import org.jspecify.annotations.NullMarked;
