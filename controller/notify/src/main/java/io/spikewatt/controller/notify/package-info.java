/** Alarms and a daily summary for people who are not looking: e-mail, ntfy and webhooks. */
@NullMarked
package io.spikewatt.controller.notify;

import org.jspecify.annotations.NullMarked;
