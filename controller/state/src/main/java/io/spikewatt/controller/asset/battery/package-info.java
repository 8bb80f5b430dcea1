/** Batteries: their range of power, and how they are read. */
@NullMarked
package io.spikewatt.controller.asset.battery;

import org.jspecify.annotations.NullMarked;
