package io.spikewatt.config.load;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The loader's keys as a JSON Schema, from which editors complete and check while one types. */
final class EditorSchema {

  private EditorSchema() {}

  static String of(Section file) {
    String head = "\"$schema\": \"https://json-schema.org/draft/2020-12/schema\", ";
    return "{\n  " + head + "\"title\": \"Spikewatt site\",\n  " + object(file, "  ") + "\n}\n";
  }

  /** The members of an object schema. */
  private static String object(Section section, String indent) {
    if (!section.variants().isEmpty()) {
      return "\"oneOf\": [\n"
          + section.variants().stream()
              .map(v -> indent + "  { " + object(v, indent + "    ") + " }")
              .collect(Collectors.joining(",\n"))
          + "\n"
          + indent
          + "]";
    }
    List<String> members = new ArrayList<>();
    for (Key<?> key : section.keys()) {
      members.add(member(key.name(), key.type().schema(), key.meaning()));
    }
    for (Section below : below(section)) {
      members.add(member(below.name(), child(below, indent + "    "), below.meaning()));
    }
    List<String> parts = new ArrayList<>();
    boolean emptyIsFine = section.mayBeEmpty();
    parts.add(emptyIsFine ? "\"type\": [\"object\", \"null\"]" : "\"type\": \"object\"");
    parts.add("\"additionalProperties\": false");
    List<String> required = required(section);
    if (!required.isEmpty()) {
      parts.add("\"required\": [" + quoted(required) + "]");
    }
    if (!section.alternatives().isEmpty()) {
      parts.add(
          "\"oneOf\": ["
              + section.alternatives().stream()
                  .map(a -> "{\"required\": [\"" + a.name() + "\"]}")
                  .collect(Collectors.joining(", "))
              + "]");
    }
    String inner = members.stream().map(m -> indent + "  " + m).collect(Collectors.joining(",\n"));
    parts.add(
        members.isEmpty()
            ? "\"properties\": {}"
            : "\"properties\": {\n" + inner + "\n" + indent + "}");
    return String.join(", ", parts);
  }

  private static String child(Section section, String indent) {
    return section.list()
        ? "\"type\": \"array\", \"minItems\": 1, \"items\": { " + object(section, indent) + " }"
        : object(section, indent);
  }

  private static List<String> required(Section section) {
    return Stream.concat(
            section.keys().stream().filter(Key::required).map(Key::name),
            section.children().stream().filter(Section::required).map(Section::name))
        .toList();
  }

  private static List<Section> below(Section section) {
    return Stream.concat(section.children().stream(), section.alternatives().stream()).toList();
  }

  private static String member(String name, String schema, String meaning) {
    String description = meaning.replace("\\", "\\\\").replace("\"", "\\\"");
    return "\"" + name + "\": { \"description\": \"" + description + "\", " + schema + " }";
  }

  private static String quoted(List<String> words) {
    return words.stream().map(w -> "\"" + w + "\"").collect(Collectors.joining(", "));
  }
}
