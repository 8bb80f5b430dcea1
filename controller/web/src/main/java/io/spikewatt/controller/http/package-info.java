/** Web server of the pages: files, streams of events, and who may see and command. */
@NullMarked
package io.spikewatt.controller.http;

import org.jspecify.annotations.NullMarked;
