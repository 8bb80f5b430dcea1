/** Measures forecasters on recorded series: reading, protocol, scores, what is shown of them. */
@NullMarked
package io.spikewatt.controller.evaluate;

import org.jspecify.annotations.NullMarked;
