/** The commands {@code ask}, {@code assistant} and {@code audit}. */
@NullMarked
package io.spikewatt.controller.assist.command;

import org.jspecify.annotations.NullMarked;
