/** Help for tests of drivers. */
@NullMarked
package io.spikewatt.fleet.testing;

import org.jspecify.annotations.NullMarked;
