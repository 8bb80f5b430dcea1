/** Options and exit codes of commands. */
@NullMarked
package io.spikewatt.config.cli;

import org.jspecify.annotations.NullMarked;
