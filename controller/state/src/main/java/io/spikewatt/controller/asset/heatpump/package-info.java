/**
 * Heat pumps with a store of heat: what they read, how much heat is needed, what they are set to.
 */
@NullMarked
package io.spikewatt.controller.asset.heatpump;

import org.jspecify.annotations.NullMarked;
