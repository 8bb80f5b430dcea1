/** Settings that the root helper of a compute box may change: validated, immutable records. */
@NullMarked
package io.spikewatt.config.helper;

import org.jspecify.annotations.NullMarked;
