/** A gateway's side of the fleet: messages, rounds, and models that come back. */
@NullMarked
package io.spikewatt.controller.federation;

import org.jspecify.annotations.NullMarked;
