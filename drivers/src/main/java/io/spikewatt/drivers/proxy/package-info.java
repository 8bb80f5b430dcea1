/** Lets other Modbus clients share a link of ours, since many devices take one client only. */
@NullMarked
package io.spikewatt.drivers.proxy;

import org.jspecify.annotations.NullMarked;
