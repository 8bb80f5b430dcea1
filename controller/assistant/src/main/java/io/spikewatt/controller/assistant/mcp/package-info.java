/** One request of the Model Context Protocol to one answer, in both generations, without state. */
@NullMarked
package io.spikewatt.controller.assistant.mcp;

import org.jspecify.annotations.NullMarked;
