/**
 * Forecasts in common use, kept as plain as they are published: what the product is measured
 * against.
 */
@NullMarked
package io.spikewatt.inference.reference;

import org.jspecify.annotations.NullMarked;
