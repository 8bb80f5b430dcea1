/** Who belongs to a fleet: its authority and the certificates of its gateways. */
@NullMarked
package io.spikewatt.fleet.certificate;

import org.jspecify.annotations.NullMarked;
