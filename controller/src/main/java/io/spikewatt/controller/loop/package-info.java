/** The control cycle, and the threads that keep time. */
@NullMarked
package io.spikewatt.controller.loop;

import org.jspecify.annotations.NullMarked;
