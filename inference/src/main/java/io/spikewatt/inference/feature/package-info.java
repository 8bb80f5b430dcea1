/**
 * Turns a raw series into the numbers a model may look at: only rows before the origin, never a
 * hole.
 */
@NullMarked
package io.spikewatt.inference.feature;

import org.jspecify.annotations.NullMarked;
