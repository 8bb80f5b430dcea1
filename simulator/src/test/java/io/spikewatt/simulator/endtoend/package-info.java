/** Tests of the whole product: the real gateway on the simulated site, in one or two processes. */
@NullMarked
package io.spikewatt.simulator.endtoend;

import org.jspecify.annotations.NullMarked;
