/** Messages over MQTT 3.1.1; the only place that sees the client library. */
@NullMarked
package io.spikewatt.drivers.mqtt;

import org.jspecify.annotations.NullMarked;
