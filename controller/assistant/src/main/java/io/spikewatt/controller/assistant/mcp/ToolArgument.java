package io.spikewatt.controller.assistant.mcp;

import java.util.Set;
import java.util.regex.Pattern;

/**
 * An argument of a tool.
 *
 * @param name small letters and digits, words joined by underscores; the name of a number, whole or
 *     not, ends with its unit, such as {@code limit_w}, or is it: {@code hours}
 * @param description for a model, one sentence; constant
 */
public record ToolArgument(String name, ArgumentKind kind, boolean required, String description) {

  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9]*(_[a-z0-9]+)*");

  /** Units with which the name of a number may end. */
  private static final Set<String> UNITS =
      Set.of(
          "w", "kw", "wh", "kwh", "pct", "percent", "c", "k", "s", "min", "h", "hours", "days",
          "months", "count", "per_kwh");

  public ToolArgument {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException("name of an argument: expected words_like_this: " + name);
    }
    boolean number = kind instanceof ArgumentKind.Quantity || kind instanceof ArgumentKind.Whole;
    if (number && UNITS.stream().noneMatch(unit -> ("_" + name).endsWith("_" + unit))) {
      throw new IllegalArgumentException("name of a number: expected a unit at its end: " + name);
    }
  }
}
