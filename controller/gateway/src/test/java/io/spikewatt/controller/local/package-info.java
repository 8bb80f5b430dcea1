@NullMarked
package io.spikewatt.controller.local;

import org.jspecify.annotations.NullMarked;
