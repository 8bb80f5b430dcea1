/** What a reading must be to be believed: within range, in time, moving, and of the right sign. */
@NullMarked
package io.spikewatt.drivers.quality;

import org.jspecify.annotations.NullMarked;
