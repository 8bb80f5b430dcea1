/**
 * An independent witness of every write that reaches a simulated device. It shares no code with the
 * controller or its gate: what is safe it knows from the site's sizes, from the physics and from
 * what the devices showed.
 */
@NullMarked
package io.spikewatt.simulator.envelope;

import org.jspecify.annotations.NullMarked;
