package io.spikewatt.controller.assistant.mcp;

import io.spikewatt.controller.json.JsonTree;
import io.spikewatt.controller.json.JsonWriter;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A tool. Everything but its action is constant for a version of the program: no text of a site may
 * reach a model as a description.
 *
 * @param name by which it is called, such as {@code plan_ahead}
 * @param title for people
 * @param description for a model
 * @param readOnly whether it only tells
 */
public record Tool(
    String name,
    String title,
    String description,
    boolean readOnly,
    List<ToolArgument> arguments,
    ToolAction action) {

  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,63}");

  public Tool {
    if (!NAME.matcher(name).matches() || title.isBlank() || description.isBlank()) {
      throw new IllegalArgumentException(
          "a tool: expected a name of small letters, a title and a description: " + name);
    }
    arguments = new ToolSchema(arguments).arguments();
  }

  /** Checks the arguments, an object, and acts. */
  public ToolResult call(JsonTree given, McpCaller caller) {
    return switch (new ToolSchema(arguments).check(given)) {
      case ToolSchema.Valid valid -> action.call(valid.arguments(), caller);
      case ToolSchema.Invalid invalid -> new ToolResult.Refusal(invalid.problems());
    };
  }

  void describe(JsonWriter tool) {
    tool.put("name", name)
        .put("title", title)
        .put("description", description)
        .in("inputSchema", new ToolSchema(arguments)::describe)
        .in(
            "annotations",
            hints ->
                hints
                    .put("readOnlyHint", readOnly)
                    .put("destructiveHint", false)
                    .put("openWorldHint", false));
  }
}
