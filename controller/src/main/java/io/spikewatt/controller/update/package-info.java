/**
 * New versions of the program from an update server, for a process of its own beside the daemon.
 */
@NullMarked
package io.spikewatt.controller.update;

import org.jspecify.annotations.NullMarked;
