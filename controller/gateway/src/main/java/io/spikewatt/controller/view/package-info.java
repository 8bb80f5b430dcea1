/** A running site as the page and the assistant see it: one moment, and periods of its history. */
@NullMarked
package io.spikewatt.controller.view;

import org.jspecify.annotations.NullMarked;
