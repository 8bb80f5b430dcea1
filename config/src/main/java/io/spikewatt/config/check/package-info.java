/** Rules over more than one value of a site or profile, one method each. */
@NullMarked
package io.spikewatt.config.check;

import org.jspecify.annotations.NullMarked;
