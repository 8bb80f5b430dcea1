/** Notifications: alarms and a daily summary by e-mail, ntfy and webhooks. */
@NullMarked
package io.spikewatt.controller.notify;

import org.jspecify.annotations.NullMarked;
