/** Slot means of the site, stored for learning, and the log of its decisions. */
@NullMarked
package io.spikewatt.controller.history;

import org.jspecify.annotations.NullMarked;
