/** Connections to brokers: the site's own, and the one of its Sparkplug edge node. */
@NullMarked
package io.spikewatt.controller.broker;

import org.jspecify.annotations.NullMarked;
