package io.spikewatt.controller.assistant.mcp;

/** A method of the protocol; called by many threads. */
@FunctionalInterface
interface McpMethod {
  McpOutcome answer(McpCall call);
}
