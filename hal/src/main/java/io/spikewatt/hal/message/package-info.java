/** Messages to and from a broker, without any broker's words. */
@NullMarked
package io.spikewatt.hal.message;

import org.jspecify.annotations.NullMarked;
