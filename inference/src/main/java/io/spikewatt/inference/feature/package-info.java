/** Turns a raw series into the features of a model: only rows before the origin, without holes. */
@NullMarked
package io.spikewatt.inference.feature;

import org.jspecify.annotations.NullMarked;
