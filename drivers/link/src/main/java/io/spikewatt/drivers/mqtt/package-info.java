/** The connection to a broker, MQTT 5 or 3.1.1; the only place that sees the client libraries. */
@NullMarked
package io.spikewatt.drivers.mqtt;

import org.jspecify.annotations.NullMarked;
