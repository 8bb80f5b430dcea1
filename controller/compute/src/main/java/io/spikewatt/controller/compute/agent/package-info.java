/** The agent of a compute box: its messages, its second, and its commands. */
@NullMarked
package io.spikewatt.controller.compute.agent;

import org.jspecify.annotations.NullMarked;
