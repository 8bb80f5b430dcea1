/** The fleet's command line. */
@NullMarked
package io.spikewatt.fleet.cli;

import org.jspecify.annotations.NullMarked;
