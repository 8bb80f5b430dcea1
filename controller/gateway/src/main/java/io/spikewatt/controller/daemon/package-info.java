/** The daemon: brings a running site into service, with its threads, and replaces it. */
@NullMarked
package io.spikewatt.controller.daemon;

import org.jspecify.annotations.NullMarked;
