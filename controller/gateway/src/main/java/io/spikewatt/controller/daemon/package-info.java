/** The wiring: everything that the daemon runs is constructed here. */
@NullMarked
package io.spikewatt.controller.daemon;

import org.jspecify.annotations.NullMarked;
