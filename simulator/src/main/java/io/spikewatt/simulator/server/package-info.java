/** Real protocol servers in front of the simulated plant, for the demo and for tests only. */
@NullMarked
package io.spikewatt.simulator.server;

import org.jspecify.annotations.NullMarked;
