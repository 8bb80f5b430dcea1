/**
 * Ways to lower or raise the power of a compute box: admission, clocks, power limits.
 *
 * <p>Implementations live in rooms of their own: {@code nvml}, {@code sysfs}, {@code cgroup},
 * {@code hook}, and {@code helper} for those that need root.
 */
@NullMarked
package io.spikewatt.controller.compute.means;

import org.jspecify.annotations.NullMarked;
