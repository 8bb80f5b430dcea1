/** What gateways and coordinator say to each other, and on which topics. */
@NullMarked
package io.spikewatt.fleet.message;

import org.jspecify.annotations.NullMarked;
