package io.spikewatt.controller.assistant.mcp;

/**
 * The caller of a tool.
 *
 * @param client name that belongs to the token
 * @param software what the client says it is, quoted and shortened; empty = it does not say. Not
 *     verified: for people to read
 * @param revision of the protocol
 */
public record McpCaller(String client, String software, String revision) {}
