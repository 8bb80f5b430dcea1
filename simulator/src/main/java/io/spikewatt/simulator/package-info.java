/** The plant's twin behind real protocol servers; never on the daemon's class path in service. */
@NullMarked
package io.spikewatt.simulator;

import org.jspecify.annotations.NullMarked;
