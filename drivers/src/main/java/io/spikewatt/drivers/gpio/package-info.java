/** Contacts and relays of the gateway's own board as devices. */
@NullMarked
package io.spikewatt.drivers.gpio;

import org.jspecify.annotations.NullMarked;
