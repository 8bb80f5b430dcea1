/** Measures forecasters on recorded series: reading, protocol, scores and their presentation. */
@NullMarked
package io.spikewatt.controller.evaluate;

import org.jspecify.annotations.NullMarked;
