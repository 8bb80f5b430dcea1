package io.spikewatt.controller.assistant.ask;

/**
 * A call of one of the daemon's tools.
 *
 * @param tool its name
 * @param arguments a JSON object
 */
public record ToolCall(String tool, String arguments) {}
