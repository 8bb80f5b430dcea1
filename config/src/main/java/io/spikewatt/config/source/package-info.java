/**
 * Sources of prices, emissions and weather as data: what to ask a service, and the shape of its
 * answer.
 */
@NullMarked
package io.spikewatt.config.source;

import org.jspecify.annotations.NullMarked;
