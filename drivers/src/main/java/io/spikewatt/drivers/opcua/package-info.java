/** Devices behind OPC UA servers; the only place that sees the client library. */
@NullMarked
package io.spikewatt.drivers.opcua;

import org.jspecify.annotations.NullMarked;
