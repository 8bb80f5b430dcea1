/** Compute clusters: what their work is worth, and their jobs. */
@NullMarked
package io.spikewatt.controller.asset.compute;

import org.jspecify.annotations.NullMarked;
