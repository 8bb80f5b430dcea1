/**
 * What decides for one site, wired together: {@code SiteAssembly} makes the first site and the
 * next, which goes on with all that is {@code Carried}. No threads.
 */
@NullMarked
package io.spikewatt.controller.assembly;

import org.jspecify.annotations.NullMarked;
