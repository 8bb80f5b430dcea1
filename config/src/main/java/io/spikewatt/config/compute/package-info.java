/** The agent on a compute box as its owner described it: validated, immutable records. */
@NullMarked
package io.spikewatt.config.compute;

import org.jspecify.annotations.NullMarked;
