/** What the root helper of a compute box may set: validated, immutable records. */
@NullMarked
package io.spikewatt.config.helper;

import org.jspecify.annotations.NullMarked;
