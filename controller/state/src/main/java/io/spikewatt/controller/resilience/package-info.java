/** How long the site would survive a failure of the grid, by its own record. */
@NullMarked
package io.spikewatt.controller.resilience;

import org.jspecify.annotations.NullMarked;
