/** Commands that work on recorded series and models, beside the daemon. */
@NullMarked
package io.spikewatt.controller.lab;

import org.jspecify.annotations.NullMarked;
