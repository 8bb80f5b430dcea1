/**
 * An independent check of every write that reaches a simulated device. It shares no code with the
 * controller or its gate. The safe range follows from the site's ratings, the physics and the
 * devices' readings.
 */
@NullMarked
package io.spikewatt.simulator.envelope;

import org.jspecify.annotations.NullMarked;
