@NullMarked
package io.spikewatt.controller.commission;

import org.jspecify.annotations.NullMarked;
