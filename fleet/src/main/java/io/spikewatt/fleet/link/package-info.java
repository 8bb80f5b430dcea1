/** Connections to the fleet's broker, over the transport that a gateway uses for its own. */
@NullMarked
package io.spikewatt.fleet.link;

import org.jspecify.annotations.NullMarked;
