/** The log of decisions: what was decided when, why, and what else it would have cost. */
@NullMarked
package io.spikewatt.controller.decision;

import org.jspecify.annotations.NullMarked;
