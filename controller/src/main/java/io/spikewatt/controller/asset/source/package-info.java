/** How the state of PV and wind is read from a snapshot, and whether a limit bites. */
@NullMarked
package io.spikewatt.controller.asset.source;

import org.jspecify.annotations.NullMarked;
