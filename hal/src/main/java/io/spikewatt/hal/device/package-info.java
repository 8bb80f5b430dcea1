/** What is connected: devices that can be read, and written with approved setpoints only. */
@NullMarked
package io.spikewatt.hal.device;

import org.jspecify.annotations.NullMarked;
