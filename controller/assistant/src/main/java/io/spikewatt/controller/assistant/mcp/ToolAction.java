package io.spikewatt.controller.assistant.mcp;

/** Action of a tool; called by many threads. */
@FunctionalInterface
public interface ToolAction {
  ToolResult call(ToolArguments arguments, McpCaller caller);
}
