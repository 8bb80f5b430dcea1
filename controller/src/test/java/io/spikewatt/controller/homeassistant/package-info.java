@NullMarked
package io.spikewatt.controller.homeassistant;

import org.jspecify.annotations.NullMarked;
