/** Secrets that stand in files of their own. */
@NullMarked
package io.spikewatt.drivers.secret;

import org.jspecify.annotations.NullMarked;
