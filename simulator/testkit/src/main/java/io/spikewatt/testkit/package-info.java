/** What tests of several modules share: brokers, message ports, waiting, a site. */
@NullMarked
package io.spikewatt.testkit;

import org.jspecify.annotations.NullMarked;
