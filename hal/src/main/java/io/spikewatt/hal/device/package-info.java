/** Connected devices: readable, and writable with approved setpoints only. */
@NullMarked
package io.spikewatt.hal.device;

import org.jspecify.annotations.NullMarked;
