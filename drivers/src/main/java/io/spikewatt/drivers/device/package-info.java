/** What devices of all protocols have in common. */
@NullMarked
package io.spikewatt.drivers.device;

import org.jspecify.annotations.NullMarked;
