/**
 * Linear models of one lead or one hour of day each, and the convex stack that is the base
 * forecast.
 */
@NullMarked
package io.spikewatt.inference.linear;

import org.jspecify.annotations.NullMarked;
