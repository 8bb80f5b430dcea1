/** Draw and work of a compute box, as its meters and jobs report them. */
@NullMarked
package io.spikewatt.controller.compute.progress;

import org.jspecify.annotations.NullMarked;
