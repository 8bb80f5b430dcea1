/** Devices that report and are set by MQTT topics. */
@NullMarked
package io.spikewatt.drivers.topic;

import org.jspecify.annotations.NullMarked;
