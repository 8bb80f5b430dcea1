/** Outside view: telemetry, state, plans and events as messages, and a calm log. */
@NullMarked
package io.spikewatt.controller.report;

import org.jspecify.annotations.NullMarked;
