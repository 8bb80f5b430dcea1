/** A gateway's side of the fleet as a light client, for demonstrations and benches. */
@NullMarked
package io.spikewatt.fleet.gateway;

import org.jspecify.annotations.NullMarked;
