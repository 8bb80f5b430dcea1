/** How a genset's state is read from a snapshot. */
@NullMarked
package io.spikewatt.controller.asset.genset;

import org.jspecify.annotations.NullMarked;
