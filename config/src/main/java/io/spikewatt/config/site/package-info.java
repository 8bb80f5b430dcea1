/** The site as the installer described it: validated, immutable records. */
@NullMarked
package io.spikewatt.config.site;

import org.jspecify.annotations.NullMarked;
