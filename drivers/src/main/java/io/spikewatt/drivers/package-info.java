/** From a site's configuration to its devices, whatever they speak. */
@NullMarked
package io.spikewatt.drivers;

import org.jspecify.annotations.NullMarked;
