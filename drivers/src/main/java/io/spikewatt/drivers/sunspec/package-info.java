/**
 * SunSpec devices. {@link io.spikewatt.drivers.sunspec.SunSpecDiscovery} finds a device's models,
 * {@link io.spikewatt.drivers.sunspec.QuantitySources} maps points to quantities, {@link
 * io.spikewatt.drivers.sunspec.SunSpecControl} maps setpoints to points.
 */
@NullMarked
package io.spikewatt.drivers.sunspec;

import org.jspecify.annotations.NullMarked;
