package io.spikewatt.controller.httpclient;

import java.time.Duration;

/**
 * Limits of a request in time and size.
 *
 * @param connect longest time to reach it
 * @param silence longest time between two parts of its answer
 * @param whole longest time for everything, redirects included
 * @param mostBytes largest body of an answer
 */
public record HttpLimits(Duration connect, Duration silence, Duration whole, int mostBytes) {}
