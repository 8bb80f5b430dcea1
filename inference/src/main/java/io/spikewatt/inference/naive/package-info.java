/** Forecasters without training: seasonal, fading, clear sky. */
@NullMarked
package io.spikewatt.inference.naive;

import org.jspecify.annotations.NullMarked;
