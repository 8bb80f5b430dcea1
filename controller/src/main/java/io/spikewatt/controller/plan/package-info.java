/** What stored energy will be worth over the coming day, by stochastic dynamic programming. */
@NullMarked
package io.spikewatt.controller.plan;

import org.jspecify.annotations.NullMarked;
