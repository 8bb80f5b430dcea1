@NullMarked
package io.spikewatt.controller.assist;

import org.jspecify.annotations.NullMarked;
