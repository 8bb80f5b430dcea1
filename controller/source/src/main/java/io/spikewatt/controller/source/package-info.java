/** Prices and emissions from services: what to ask, and what an answer says. */
@NullMarked
package io.spikewatt.controller.source;

import org.jspecify.annotations.NullMarked;
