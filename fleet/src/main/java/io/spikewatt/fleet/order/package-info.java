/** Commands of the fleet's operator to groups of gateways. */
@NullMarked
package io.spikewatt.fleet.order;

import org.jspecify.annotations.NullMarked;
