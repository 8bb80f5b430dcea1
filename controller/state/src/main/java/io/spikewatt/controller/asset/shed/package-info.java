/** Relays that shed load. */
@NullMarked
package io.spikewatt.controller.asset.shed;

import org.jspecify.annotations.NullMarked;
