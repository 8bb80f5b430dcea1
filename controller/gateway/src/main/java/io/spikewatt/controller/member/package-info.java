/** A gateway in a fleet: rounds, orders, records, and models that come back. */
@NullMarked
package io.spikewatt.controller.member;

import org.jspecify.annotations.NullMarked;
