@NullMarked
package io.spikewatt.controller.source;

import org.jspecify.annotations.NullMarked;
