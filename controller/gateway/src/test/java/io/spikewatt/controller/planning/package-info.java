@NullMarked
package io.spikewatt.controller.planning;

import org.jspecify.annotations.NullMarked;
