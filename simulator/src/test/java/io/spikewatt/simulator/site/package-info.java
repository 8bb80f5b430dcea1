/** Tests of the whole simulated site. */
@NullMarked
package io.spikewatt.simulator.site;

import org.jspecify.annotations.NullMarked;
