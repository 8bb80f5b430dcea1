/**
 * Limits on the site's exchange and on batteries, each with its source; none depends on another.
 */
@NullMarked
package io.spikewatt.controller.limit;

import org.jspecify.annotations.NullMarked;
