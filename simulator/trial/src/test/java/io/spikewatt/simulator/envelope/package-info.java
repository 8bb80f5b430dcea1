@NullMarked
package io.spikewatt.simulator.envelope;

import org.jspecify.annotations.NullMarked;
