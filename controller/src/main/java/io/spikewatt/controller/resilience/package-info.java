/** How long the site would live through a failure of the grid, told from its own record. */
@NullMarked
package io.spikewatt.controller.resilience;

import org.jspecify.annotations.NullMarked;
