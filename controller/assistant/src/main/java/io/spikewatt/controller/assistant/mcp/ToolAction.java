package io.spikewatt.controller.assistant.mcp;

/** What a call of a tool does; called by many threads. */
@FunctionalInterface
public interface ToolAction {
  ToolResult call(ToolArguments arguments, McpCaller caller);
}
