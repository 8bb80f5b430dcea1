/** Linear models of one lead or hour of day each, and the convex stack, the base forecast. */
@NullMarked
package io.spikewatt.inference.linear;

import org.jspecify.annotations.NullMarked;
