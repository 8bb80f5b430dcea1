/** Helpers for tests of several modules: brokers, message ports, waiting, a site. */
@NullMarked
package io.spikewatt.testkit;

import org.jspecify.annotations.NullMarked;
