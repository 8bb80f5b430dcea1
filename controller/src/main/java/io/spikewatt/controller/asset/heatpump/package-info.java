/** Heat pumps with SG-Ready contacts. */
@NullMarked
package io.spikewatt.controller.asset.heatpump;

import org.jspecify.annotations.NullMarked;
