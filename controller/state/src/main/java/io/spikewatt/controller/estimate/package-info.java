/** State of the plant from one snapshot; unknown values stay unknown. */
@NullMarked
package io.spikewatt.controller.estimate;

import org.jspecify.annotations.NullMarked;
