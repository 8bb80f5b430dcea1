@NullMarked
package io.spikewatt.controller.energy;

import org.jspecify.annotations.NullMarked;
