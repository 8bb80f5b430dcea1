/**
 * The plan cycle and the learn cycle: forecasts, plans and what they are learnt from, beside the
 * control cycle.
 */
@NullMarked
package io.spikewatt.controller.planning;

import org.jspecify.annotations.NullMarked;
