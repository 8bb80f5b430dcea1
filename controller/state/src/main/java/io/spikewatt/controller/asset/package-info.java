/** What each device of the site is and can do: states, capabilities and offers as records. */
@NullMarked
package io.spikewatt.controller.asset;

import org.jspecify.annotations.NullMarked;
