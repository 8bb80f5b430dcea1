/**
 * The part that needs root on a compute box: a process of its own that accepts bounded integers on
 * a Unix socket, and the agent's side of it.
 *
 * <p>A request is one line of at most 64 bytes, {@code DEVICE SETTING VALUE} or {@code DEVICE
 * SETTING} to read, each a whole number: the device's index in the helper's own configuration, the
 * setting's index ({@link io.spikewatt.config.helper.HelperDevice.Setting}), the value in the
 * setting's unit. The answer is {@code ok ENFORCED POWER}, where {@code -} means not known and the
 * power is in W, or {@code no CODE}. Anything else closes the connection.
 */
@NullMarked
package io.spikewatt.controller.compute.helper;

import org.jspecify.annotations.NullMarked;
