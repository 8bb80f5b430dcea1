/** Slot means of the site, kept for learning. */
@NullMarked
package io.spikewatt.controller.history;

import org.jspecify.annotations.NullMarked;
