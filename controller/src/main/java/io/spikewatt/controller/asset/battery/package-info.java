/** How a battery's state is read from a snapshot. */
@NullMarked
package io.spikewatt.controller.asset.battery;

import org.jspecify.annotations.NullMarked;
