/** Forecasters that learn nothing: seasonal, fading, clear sky. */
@NullMarked
package io.spikewatt.inference.naive;

import org.jspecify.annotations.NullMarked;
