/** The grid of small integers that trees and event-driven networks share. */
@NullMarked
package io.spikewatt.inference.fixedpoint;

import org.jspecify.annotations.NullMarked;
