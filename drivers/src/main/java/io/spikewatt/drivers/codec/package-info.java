/** Register words to values and back, by the profile's description. */
@NullMarked
package io.spikewatt.drivers.codec;

import org.jspecify.annotations.NullMarked;
