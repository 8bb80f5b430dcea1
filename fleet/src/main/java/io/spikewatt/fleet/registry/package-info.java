/** Versions of the shared model, their signatures and how far they are released. */
@NullMarked
package io.spikewatt.fleet.registry;

import org.jspecify.annotations.NullMarked;
