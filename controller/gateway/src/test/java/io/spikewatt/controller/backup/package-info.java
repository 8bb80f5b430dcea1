@NullMarked
package io.spikewatt.controller.backup;

import org.jspecify.annotations.NullMarked;
