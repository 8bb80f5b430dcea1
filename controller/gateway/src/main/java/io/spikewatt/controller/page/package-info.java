/** The local web page: what it shows of the site, who may see and command, and its server. */
@NullMarked
package io.spikewatt.controller.page;

import org.jspecify.annotations.NullMarked;
