/** Messages between gateways and coordinator, their signatures, and a command's envelope. */
@NullMarked
package io.spikewatt.controller.protocol;

import org.jspecify.annotations.NullMarked;
