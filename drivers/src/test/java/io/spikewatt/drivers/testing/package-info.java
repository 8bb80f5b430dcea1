/** Help for tests of drivers. */
@NullMarked
package io.spikewatt.drivers.testing;

import org.jspecify.annotations.NullMarked;
