/** The demo: a simulated site, the real daemon on it, and a screen that shows both. */
@NullMarked
package io.spikewatt.simulator.demo;

import org.jspecify.annotations.NullMarked;
