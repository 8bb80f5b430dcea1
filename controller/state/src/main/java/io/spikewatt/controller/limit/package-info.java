/**
 * Limits on the site's exchange and on batteries, each with its source and independent of the
 * others.
 */
@NullMarked
package io.spikewatt.controller.limit;

import org.jspecify.annotations.NullMarked;
