/** Checks by measurement whether devices follow their setpoints. */
@NullMarked
package io.spikewatt.controller.follow;

import org.jspecify.annotations.NullMarked;
