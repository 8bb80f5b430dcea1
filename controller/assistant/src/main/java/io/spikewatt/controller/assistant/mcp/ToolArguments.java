package io.spikewatt.controller.assistant.mcp;

import io.spikewatt.controller.json.JsonWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/** Checked arguments of a call. */
public final class ToolArguments {

  private final List<ToolArgument> declared;

  /** Texts as {@link ArgumentKind#read} gives them; in the order of the declared arguments. */
  private final Map<String, String> values;

  ToolArguments(List<ToolArgument> declared, Map<String, String> values) {
    this.declared = List.copyOf(declared);
    this.values = new LinkedHashMap<>(values);
  }

  public Optional<String> text(String name) {
    return value(name, ArgumentKind.Text.class);
  }

  public OptionalDouble number(String name) {
    return value(name, ArgumentKind.Quantity.class)
        .map(text -> OptionalDouble.of(Double.parseDouble(text)))
        .orElseGet(OptionalDouble::empty);
  }

  public OptionalInt whole(String name) {
    return value(name, ArgumentKind.Whole.class)
        .map(text -> OptionalInt.of(Integer.parseInt(text)))
        .orElseGet(OptionalInt::empty);
  }

  public Optional<Boolean> flag(String name) {
    return value(name, ArgumentKind.Flag.class).map(Boolean::valueOf);
  }

  public Optional<String> choice(String name) {
    return value(name, ArgumentKind.Choice.class);
  }

  /** A number or a text, as JSON writes it. */
  public Optional<String> scalar(String name) {
    return value(name, ArgumentKind.Scalar.class);
  }

  public Optional<Instant> time(String name) {
    return value(name, ArgumentKind.Time.class).map(Instant::parse);
  }

  /**
   * All arguments as one JSON object: the same text for the same values, however they were written,
   * so that a hash of it stands for them.
   */
  public String canonical() {
    return JsonWriter.text(
        json -> {
          for (ToolArgument argument : declared) {
            String value = values.get(argument.name());
            if (value != null) {
              write(json, argument, value);
            }
          }
        });
  }

  private static void write(JsonWriter json, ToolArgument argument, String value) {
    switch (argument.kind()) {
      case ArgumentKind.Quantity _,
          ArgumentKind.Whole _,
          ArgumentKind.Flag _,
          ArgumentKind.Scalar _ ->
          json.document(argument.name(), value);
      case ArgumentKind.Text _, ArgumentKind.Choice _, ArgumentKind.Time _ ->
          json.put(argument.name(), value);
    }
  }

  private Optional<String> value(String name, Class<? extends ArgumentKind> kind) {
    List<ArgumentKind> kinds = new ArrayList<>();
    declared.stream().filter(a -> a.name().equals(name)).forEach(a -> kinds.add(a.kind()));
    if (kinds.size() != 1 || !kind.isInstance(kinds.getFirst())) {
      throw new IllegalArgumentException("no argument " + name + " of that kind is declared");
    }
    return Optional.ofNullable(values.get(name));
  }
}
