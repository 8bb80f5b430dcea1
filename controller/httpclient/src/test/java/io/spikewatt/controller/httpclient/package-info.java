@NullMarked
package io.spikewatt.controller.httpclient;

import org.jspecify.annotations.NullMarked;
