/** Trains all models on the gateway: linear models, stack, network, and the choice between them. */
@NullMarked
package io.spikewatt.inference.train;

import org.jspecify.annotations.NullMarked;
