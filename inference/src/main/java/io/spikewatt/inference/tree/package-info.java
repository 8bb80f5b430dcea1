/** Boosted trees on the features: the stack's members that see thresholds and combinations. */
@NullMarked
package io.spikewatt.inference.tree;

import org.jspecify.annotations.NullMarked;
