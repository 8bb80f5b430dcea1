/** Modbus links over TCP, RTU over TCP and serial lines; the only place that sees j2mod. */
@NullMarked
package io.spikewatt.drivers.modbus;

import org.jspecify.annotations.NullMarked;
