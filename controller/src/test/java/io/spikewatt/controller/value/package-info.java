@NullMarked
package io.spikewatt.controller.value;

import org.jspecify.annotations.NullMarked;
