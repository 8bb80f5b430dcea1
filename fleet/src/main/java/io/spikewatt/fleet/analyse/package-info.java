/** What the records of a fleet show: sites that need a person, and forecasts that add up. Pure. */
@NullMarked
package io.spikewatt.fleet.analyse;

import org.jspecify.annotations.NullMarked;
