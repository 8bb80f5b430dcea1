/** Value of stored energy over the coming day, by stochastic dynamic programming. */
@NullMarked
package io.spikewatt.controller.plan;

import org.jspecify.annotations.NullMarked;
