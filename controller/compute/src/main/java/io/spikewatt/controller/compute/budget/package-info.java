/** Holds a power budget by the means of a box: target, restriction, settings and findings. */
@NullMarked
package io.spikewatt.controller.compute.budget;

import org.jspecify.annotations.NullMarked;
