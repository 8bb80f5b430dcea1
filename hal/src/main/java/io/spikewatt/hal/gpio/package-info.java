/** Contacts and relays behind two small ports, with Pi4J and simulated twins. */
@NullMarked
package io.spikewatt.hal.gpio;

import org.jspecify.annotations.NullMarked;
