/** EV chargers: what a car needs by its departure, and what it can give back. */
@NullMarked
package io.spikewatt.controller.asset.ev;

import org.jspecify.annotations.NullMarked;
