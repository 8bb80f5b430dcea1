/** The demonstration: 24 gateways with measured series learn together on one machine. */
@NullMarked
package io.spikewatt.fleet.demo;

import org.jspecify.annotations.NullMarked;
