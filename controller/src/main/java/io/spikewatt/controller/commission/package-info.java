/** Measures how a device follows its setpoints, for whoever installs it. */
@NullMarked
package io.spikewatt.controller.commission;

import org.jspecify.annotations.NullMarked;
