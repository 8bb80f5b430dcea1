/**
 * Networks of graded spikes (sigma-delta): units that send a small integer when they have moved by
 * a threshold. Shape, weights and state as three objects, and the equations between them.
 */
@NullMarked
package io.spikewatt.inference.graded;

import org.jspecify.annotations.NullMarked;
