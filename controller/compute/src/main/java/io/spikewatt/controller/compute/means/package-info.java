/** Ways to lower or raise the power of a compute box: admission, clocks, power limits. */
@NullMarked
package io.spikewatt.controller.compute.means;

import org.jspecify.annotations.NullMarked;
