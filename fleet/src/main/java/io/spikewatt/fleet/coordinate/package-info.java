/** The coordinator: enrols gateways, runs rounds, releases models. */
@NullMarked
package io.spikewatt.fleet.coordinate;

import org.jspecify.annotations.NullMarked;
