/** Slot means of the site, stored for learning. */
@NullMarked
package io.spikewatt.controller.history;

import org.jspecify.annotations.NullMarked;
