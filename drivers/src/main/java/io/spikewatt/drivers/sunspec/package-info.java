/**
 * SunSpec devices. {@link io.spikewatt.drivers.sunspec.SunSpecDiscovery} finds a device's models,
 * {@link io.spikewatt.drivers.sunspec.QuantitySources} says which points make which quantity,
 * {@link io.spikewatt.drivers.sunspec.SunSpecControl} which points set it.
 */
@NullMarked
package io.spikewatt.drivers.sunspec;

import org.jspecify.annotations.NullMarked;
