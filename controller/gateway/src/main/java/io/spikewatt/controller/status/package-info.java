/**
 * How a running daemon is, for people and monitoring: {@code spikewatt status} and the topic {@code
 * status}.
 */
@NullMarked
package io.spikewatt.controller.status;

import org.jspecify.annotations.NullMarked;
