/** A site's state and configuration in one file, and back. */
@NullMarked
package io.spikewatt.controller.backup;

import org.jspecify.annotations.NullMarked;
