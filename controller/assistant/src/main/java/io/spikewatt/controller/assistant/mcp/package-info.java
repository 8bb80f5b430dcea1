/** One request of the Model Context Protocol to one answer, in both generations, without state. */
package io.spikewatt.controller.assistant.mcp;
