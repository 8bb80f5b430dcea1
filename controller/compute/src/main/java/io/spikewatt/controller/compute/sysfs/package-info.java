/**
 * Power limits that Linux offers as files: powercap of processors, hwmon of AMD GPUs.
 *
 * <p>Written from the kernel's documentation of both interfaces and tested against trees of plain
 * files. Never seen on hardware: how a processor's firmware rounds or overrides a limit, and how
 * fast it takes effect.
 */
@NullMarked
package io.spikewatt.controller.compute.sysfs;

import org.jspecify.annotations.NullMarked;
