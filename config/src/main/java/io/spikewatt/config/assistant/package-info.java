/** An assistant of a site as records: its clients, their rights, and the people who approve. */
@NullMarked
package io.spikewatt.config.assistant;

import org.jspecify.annotations.NullMarked;
