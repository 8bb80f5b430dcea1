/** Tests of the simulated servers, with clients that others wrote. */
@NullMarked
package io.spikewatt.simulator.server;

import org.jspecify.annotations.NullMarked;
