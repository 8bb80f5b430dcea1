/** What the coordinator and the records keep on disk, in SQLite. */
@NullMarked
package io.spikewatt.fleet.store;

import org.jspecify.annotations.NullMarked;
