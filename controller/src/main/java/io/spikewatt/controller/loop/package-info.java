/** Threads that keep time. */
@NullMarked
package io.spikewatt.controller.loop;

import org.jspecify.annotations.NullMarked;
