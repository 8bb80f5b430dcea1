package io.spikewatt.config.load;

import java.util.List;

/** The loader's keys as the tables of docs/configuration.md. */
final class KeyTable {

  private final StringBuilder out = new StringBuilder();

  private KeyTable() {}

  static String of(Section file) {
    KeyTable table = new KeyTable();
    if (!file.keys().isEmpty()) {
      table.heading("", "The file's own keys.", "");
      table.rows(file.keys());
    }
    file.children().forEach(child -> table.section(child, ""));
    file.alternatives().forEach(alternative -> table.section(alternative, ""));
    return table.out.toString();
  }

  private void section(Section section, String above) {
    String path = above + section.name() + (section.list() ? "[]" : "");
    heading("`" + path + "`", section.meaning(), section.required() ? " Required." : "");
    rows(section.keys());
    for (Section variant : section.variants()) {
      heading("`" + path + "`: `" + variant.name() + "`", variant.meaning(), "");
      rows(variant.keys());
    }
    section.children().forEach(child -> section(child, path + "."));
    section.alternatives().forEach(role -> section(role, path + "."));
  }

  private void heading(String path, String meaning, String required) {
    out.append("\n### ").append(path.isEmpty() ? "Top level" : path).append("\n\n");
    out.append(meaning).append(required).append('\n');
  }

  private void rows(List<Key<?>> keys) {
    if (keys.isEmpty()) {
      return;
    }
    out.append("\n| key | value | if left out | meaning |\n|---|---|---|---|\n");
    for (Key<?> key : keys) {
      out.append(
          "| `%s` | %s | %s | %s |\n"
              .formatted(
                  key.name(),
                  cell(key.type().expected()),
                  cell(key.otherwise()),
                  cell(key.meaning())));
    }
  }

  private static String cell(String text) {
    return text.replace("|", "\\|");
  }
}
