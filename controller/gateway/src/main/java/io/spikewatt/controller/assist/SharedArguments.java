package io.spikewatt.controller.assist;

import io.spikewatt.controller.assistant.mcp.ArgumentKind;
import io.spikewatt.controller.assistant.mcp.ToolArgument;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/** SharedArguments that several tools have. */
final class SharedArguments {

  private static final int LONGEST_TIME = 40;

  private SharedArguments() {}

  static ToolArgument time(String name, String description) {
    return new ToolArgument(name, new ArgumentKind.Text(LONGEST_TIME), false, description);
  }

  static ToolArgument day(String name, boolean required, String description) {
    return new ToolArgument(name, new ArgumentKind.Text(10), required, description);
  }

  static ToolArgument number(String name, double least, double most, String description) {
    return new ToolArgument(name, new ArgumentKind.Quantity(least, most), false, description);
  }

  static ToolArgument period() {
    return new ToolArgument(
        "period",
        new ArgumentKind.Choice(List.of("day", "week", "month", "year")),
        true,
        "Length of the calendar period.");
  }

  /** A day such as 2026-10-31; empty if it is none. */
  static Optional<LocalDate> date(String text) {
    try {
      return Optional.of(LocalDate.parse(text));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }
}
