/** The command line, and the one file in which everything is wired together. */
@NullMarked
package io.spikewatt.controller.app;

import org.jspecify.annotations.NullMarked;
