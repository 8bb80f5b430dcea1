/**
 * The assistant on a running site: its tools, and a person's side of it on the page and over the
 * broker. One package: every tool is a record over the same {@link
 * io.spikewatt.controller.assist.SiteFacts}, and nothing else uses them.
 */
@NullMarked
package io.spikewatt.controller.assist;

import org.jspecify.annotations.NullMarked;
