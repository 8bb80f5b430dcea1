/** A forecast for a site's first weeks, from what other sites have in common. */
@NullMarked
package io.spikewatt.inference.pooled;

import org.jspecify.annotations.NullMarked;
