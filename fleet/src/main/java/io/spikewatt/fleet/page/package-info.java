/** The fleet's web page: all sites on one screen, those that need a person first. */
@NullMarked
package io.spikewatt.fleet.page;

import org.jspecify.annotations.NullMarked;
