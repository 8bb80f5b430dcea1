@NullMarked
package io.spikewatt.controller.http;

import org.jspecify.annotations.NullMarked;
