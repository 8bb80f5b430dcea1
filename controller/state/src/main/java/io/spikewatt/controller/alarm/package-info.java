/** What alarms say to people, in every language. */
@NullMarked
package io.spikewatt.controller.alarm;

import org.jspecify.annotations.NullMarked;
