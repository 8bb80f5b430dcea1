/** Messages to and from a broker, independent of a client library. */
@NullMarked
package io.spikewatt.hal.message;

import org.jspecify.annotations.NullMarked;
