/** SunSpec devices: discovery of their models, reading them, and limiting their power. */
@NullMarked
package io.spikewatt.drivers.sunspec;

import org.jspecify.annotations.NullMarked;
