package io.spikewatt.controller.assistant.mcp;

import io.spikewatt.controller.json.JsonTree;

/**
 * A call of a method.
 *
 * @param params an object
 * @param capabilities of the client, an object; empty for clients of older revisions
 */
record McpCall(JsonTree params, JsonTree capabilities, McpCaller caller) {}
