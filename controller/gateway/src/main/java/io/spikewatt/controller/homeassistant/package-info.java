/** The site's devices for Home Assistant: what is announced, and when. */
@NullMarked
package io.spikewatt.controller.homeassistant;

import org.jspecify.annotations.NullMarked;
