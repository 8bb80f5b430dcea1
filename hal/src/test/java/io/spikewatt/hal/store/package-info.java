/** Small things that have to outlive a restart. */
@NullMarked
package io.spikewatt.hal.store;

import org.jspecify.annotations.NullMarked;
