/** Tests of what is believed. */
@NullMarked
package io.spikewatt.drivers.quality;

import org.jspecify.annotations.NullMarked;
