/** Prices and emissions of energy, slot by slot: published, forecast, or by the tariff. */
@NullMarked
package io.spikewatt.controller.price;

import org.jspecify.annotations.NullMarked;
