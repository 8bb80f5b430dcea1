/** The MQTT broker that a coordinator starts by itself where there is no other. */
@NullMarked
package io.spikewatt.fleet.broker;

import org.jspecify.annotations.NullMarked;
