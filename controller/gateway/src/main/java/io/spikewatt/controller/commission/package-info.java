/** Measures how devices follow their setpoints, for the installer. */
@NullMarked
package io.spikewatt.controller.commission;

import org.jspecify.annotations.NullMarked;
