/** The site's devices as Home Assistant sees them: what it is told, and when. */
@NullMarked
package io.spikewatt.controller.homeassistant;

import org.jspecify.annotations.NullMarked;
