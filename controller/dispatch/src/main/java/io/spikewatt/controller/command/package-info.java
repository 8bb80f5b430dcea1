/** Commands from outside, checked before anything acts on them. */
@NullMarked
package io.spikewatt.controller.command;

import org.jspecify.annotations.NullMarked;
