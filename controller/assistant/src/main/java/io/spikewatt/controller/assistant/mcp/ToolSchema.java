package io.spikewatt.controller.assistant.mcp;

import io.spikewatt.controller.json.JsonTree;
import io.spikewatt.controller.json.JsonWriter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Arguments of a tool: from one list both the schema that a model reads and the check of a call.
 */
record ToolSchema(List<ToolArgument> arguments) {

  /** Problems that are told at once. */
  private static final int MOST_PROBLEMS = 8;

  private static final int LONGEST_FOUND = 60;

  /** Checked arguments, or what is wrong with them. */
  sealed interface Check permits Valid, Invalid {}

  record Valid(ToolArguments arguments) implements Check {}

  record Invalid(List<ToolProblem> problems) implements Check {}

  ToolSchema {
    arguments = List.copyOf(arguments);
    Set<String> names = new HashSet<>();
    arguments.forEach(argument -> names.add(argument.name()));
    if (names.size() < arguments.size()) {
      throw new IllegalArgumentException("an argument is declared twice");
    }
  }

  /** Writes the schema's keywords. */
  void describe(JsonWriter schema) {
    schema.put("type", "object");
    if (!arguments.isEmpty()) {
      schema.in(
          "properties",
          properties ->
              arguments.forEach(
                  argument ->
                      properties.in(
                          argument.name(),
                          property -> {
                            argument.kind().describe(property);
                            property.put("description", argument.description());
                          })));
      schema.put(
          "required",
          arguments.stream().filter(ToolArgument::required).map(ToolArgument::name).toList());
    }
    schema.put("additionalProperties", false);
  }

  Check check(JsonTree given) {
    Map<String, String> values = new LinkedHashMap<>();
    List<ToolProblem> problems = new ArrayList<>();
    for (ToolArgument argument : arguments) {
      Optional<JsonTree> value = given.find(argument.name());
      Optional<String> read = value.flatMap(argument.kind()::read);
      read.ifPresent(text -> values.put(argument.name(), text));
      if (read.isEmpty() && (value.isPresent() || argument.required())) {
        problems.add(
            new ToolProblem(
                argument.name(),
                argument.kind().expected(),
                value.map(ToolSchema::found).orElse("nothing")));
      }
    }
    problems.addAll(unknown(given));
    return problems.isEmpty()
        ? new Valid(new ToolArguments(arguments, values))
        : new Invalid(problems.stream().limit(MOST_PROBLEMS).toList());
  }

  private List<ToolProblem> unknown(JsonTree given) {
    List<String> names = arguments.stream().map(ToolArgument::name).toList();
    String expected =
        names.isEmpty() ? "no arguments" : "no other arguments than " + String.join(", ", names);
    return given.fields().keySet().stream()
        .filter(name -> !names.contains(name))
        .map(name -> new ToolProblem(QuotedText.of(name, LONGEST_FOUND), expected, "an argument"))
        .toList();
  }

  private static String found(JsonTree value) {
    return switch (value.kind()) {
      case OBJECT -> "an object";
      case LIST -> "a list";
      case TEXT -> '"' + QuotedText.of(value.text(), LONGEST_FOUND) + '"';
      case NUMBER, TRUTH -> value.text();
      case NOTHING -> "null";
    };
  }
}
