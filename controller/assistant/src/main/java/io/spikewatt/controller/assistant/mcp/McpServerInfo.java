package io.spikewatt.controller.assistant.mcp;

import io.spikewatt.controller.json.JsonWriter;

/**
 * The server's description of itself.
 *
 * @param name of the program
 * @param title for people
 * @param version of the program
 * @param instructions what a model should know beside the tools' descriptions; constant
 */
public record McpServerInfo(String name, String title, String version, String instructions) {

  void write(JsonWriter info) {
    info.put("name", name).put("title", title).put("version", version);
  }
}
