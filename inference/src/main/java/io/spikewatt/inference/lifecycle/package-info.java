/** Lifecycle of a forecast model: training, shadow trial, promotion, demotion. */
@NullMarked
package io.spikewatt.inference.lifecycle;

import org.jspecify.annotations.NullMarked;
