@NullMarked
package io.spikewatt.controller.optimise;

import org.jspecify.annotations.NullMarked;
