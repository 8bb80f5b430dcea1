/** The control cycle and its stages, once a second. */
@NullMarked
package io.spikewatt.controller.cycle;

import org.jspecify.annotations.NullMarked;
