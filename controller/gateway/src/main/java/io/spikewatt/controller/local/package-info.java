/** Local requests to the running daemon over a Unix socket, and the reply to those for prices. */
@NullMarked
package io.spikewatt.controller.local;

import org.jspecify.annotations.NullMarked;
