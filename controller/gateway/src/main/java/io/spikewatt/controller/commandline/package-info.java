/** What commands of the command line have in common. */
@NullMarked
package io.spikewatt.controller.commandline;

import org.jspecify.annotations.NullMarked;
