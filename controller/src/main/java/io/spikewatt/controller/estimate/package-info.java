/** What the plant is doing now, told from one snapshot, with what is unknown said to be unknown. */
@NullMarked
package io.spikewatt.controller.estimate;

import org.jspecify.annotations.NullMarked;
