/** Requests to web servers, bounded in time and size, with what java.base has. */
@NullMarked
package io.spikewatt.controller.httpclient;

import org.jspecify.annotations.NullMarked;
