@NullMarked
package io.spikewatt.controller.notify;

import org.jspecify.annotations.NullMarked;
