/** The site's controllable devices and generators at one moment: one record a kind, and totals. */
@NullMarked
package io.spikewatt.controller.asset;

import org.jspecify.annotations.NullMarked;
