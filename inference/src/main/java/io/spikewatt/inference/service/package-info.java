/**
 * Learning in service: forecasts of one series that are blended by their recent record, and models
 * that must prove themselves beside the one in use before they replace it. Time is the end of the
 * history that is handed in.
 */
@NullMarked
package io.spikewatt.inference.service;

import org.jspecify.annotations.NullMarked;
