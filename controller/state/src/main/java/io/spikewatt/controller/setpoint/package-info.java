/** What an output is set to, and why: the vocabulary of all that decides. */
@NullMarked
package io.spikewatt.controller.setpoint;

import org.jspecify.annotations.NullMarked;
