/** What energy costs and emits, slot by slot: told, forecast, or as the tariff says. */
@NullMarked
package io.spikewatt.controller.price;

import org.jspecify.annotations.NullMarked;
