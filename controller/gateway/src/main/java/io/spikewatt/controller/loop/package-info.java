/** Periodic threads. */
@NullMarked
package io.spikewatt.controller.loop;

import org.jspecify.annotations.NullMarked;
