/** Coming prices by part and origin, for people and programs on the same machine. */
@NullMarked
package io.spikewatt.controller.tariff;

import org.jspecify.annotations.NullMarked;
