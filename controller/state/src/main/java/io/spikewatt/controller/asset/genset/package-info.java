/** Gensets: whether they run, and when an island may request them. */
@NullMarked
package io.spikewatt.controller.asset.genset;

import org.jspecify.annotations.NullMarked;
