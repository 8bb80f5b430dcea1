/** What gateways and their coordinator say to each other, and how it is signed. */
@NullMarked
package io.spikewatt.controller.protocol;

import org.jspecify.annotations.NullMarked;
