/** From the configuration of a compute box to its means. */
@NullMarked
package io.spikewatt.controller.compute.box;

import org.jspecify.annotations.NullMarked;
