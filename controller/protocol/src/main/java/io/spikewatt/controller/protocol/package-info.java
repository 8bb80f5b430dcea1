/**
 * Messages between gateways and their coordinator, their signatures, and the envelope of a command.
 */
@NullMarked
package io.spikewatt.controller.protocol;

import org.jspecify.annotations.NullMarked;
