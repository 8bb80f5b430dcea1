/** How an EV charger's state is read from a snapshot. */
@NullMarked
package io.spikewatt.controller.asset.ev;

import org.jspecify.annotations.NullMarked;
