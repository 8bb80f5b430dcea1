/** Nowcasts: the next hour in three windows, issued each minute from minute means. */
@NullMarked
package io.spikewatt.inference.nowcast;

import org.jspecify.annotations.NullMarked;
