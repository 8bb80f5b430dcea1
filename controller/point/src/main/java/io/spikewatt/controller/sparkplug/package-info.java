/** The site as an edge node of Sparkplug B 3.0: metrics, session and payloads, without a broker. */
@NullMarked
package io.spikewatt.controller.sparkplug;

import org.jspecify.annotations.NullMarked;
