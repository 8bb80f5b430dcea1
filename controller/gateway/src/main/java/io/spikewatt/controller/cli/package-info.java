/** The command line: commands, their options and their texts. */
@NullMarked
package io.spikewatt.controller.cli;

import org.jspecify.annotations.NullMarked;
