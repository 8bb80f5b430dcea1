/** From the roles of a site's devices to its assets: the one switch over all kinds. */
@NullMarked
package io.spikewatt.controller.asset.site;

import org.jspecify.annotations.NullMarked;
