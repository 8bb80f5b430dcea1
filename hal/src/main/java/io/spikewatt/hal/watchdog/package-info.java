/** Notifies the service manager that the daemon is ready and alive. */
@NullMarked
package io.spikewatt.hal.watchdog;

import org.jspecify.annotations.NullMarked;
