/** The whole simulated site on loopback ports, with the configuration the daemon needs for it. */
@NullMarked
package io.spikewatt.simulator.site;

import org.jspecify.annotations.NullMarked;
