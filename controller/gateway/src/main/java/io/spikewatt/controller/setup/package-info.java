/** Commands that bring a site into service: scan, probe, init, check and commission. */
@NullMarked
package io.spikewatt.controller.setup;

import org.jspecify.annotations.NullMarked;
