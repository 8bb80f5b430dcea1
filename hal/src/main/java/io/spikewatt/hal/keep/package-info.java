/** Small things that have to outlive a restart. */
@NullMarked
package io.spikewatt.hal.keep;

import org.jspecify.annotations.NullMarked;
