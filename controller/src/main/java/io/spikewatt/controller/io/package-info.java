/**
 * One thread a link: devices are read and written here, so that a dead one cannot stall the cycle.
 */
@NullMarked
package io.spikewatt.controller.io;

import org.jspecify.annotations.NullMarked;
