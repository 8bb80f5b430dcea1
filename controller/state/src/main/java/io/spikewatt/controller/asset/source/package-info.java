/** PV and wind: what they make, and whether a limit bites. */
@NullMarked
package io.spikewatt.controller.asset.source;

import org.jspecify.annotations.NullMarked;
