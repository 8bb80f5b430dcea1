@NullMarked
package io.spikewatt.simulator.chaos;

import org.jspecify.annotations.NullMarked;
