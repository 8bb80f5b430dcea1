/** Forecasts in common use, as plain as published, that the product is measured against. */
@NullMarked
package io.spikewatt.inference.reference;

import org.jspecify.annotations.NullMarked;
