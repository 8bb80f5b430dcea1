/** Questions to the running daemon from the same machine, over a Unix socket, and some answers. */
@NullMarked
package io.spikewatt.controller.local;

import org.jspecify.annotations.NullMarked;
