/** Text to a checked site, or to every problem at once with its file, line and path. */
@NullMarked
package io.spikewatt.config.load;

import org.jspecify.annotations.NullMarked;
