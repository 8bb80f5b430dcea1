/** Base classes of commands: options, the configuration, the rights of the state's owner. */
@NullMarked
package io.spikewatt.controller.commandline;

import org.jspecify.annotations.NullMarked;
