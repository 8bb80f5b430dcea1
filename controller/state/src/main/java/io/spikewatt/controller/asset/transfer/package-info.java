/** The transfer switch between the site and the public grid. */
@NullMarked
package io.spikewatt.controller.asset.transfer;

import org.jspecify.annotations.NullMarked;
