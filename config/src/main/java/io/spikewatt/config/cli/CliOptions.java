package io.spikewatt.config.cli;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Options of one command: {@code --name value} and {@code --flag}. Immutable. */
public final class CliOptions {

  /** The command line cannot be understood. */
  public static final class UsageException extends Exception {
    private static final long serialVersionUID = 1L;

    public UsageException(String message) {
      super(message);
    }
  }

  private final Map<String, String> values;

  private CliOptions(Map<String, String> values) {
    this.values = values;
  }

  /** As below, with one operand, found under the name {@code operand}; its absence is an error. */
  public static CliOptions parse(
      List<String> arguments, String operand, Set<String> withValue, Set<String> flags)
      throws UsageException {
    List<String> named = new ArrayList<>();
    for (int i = 0; i < arguments.size(); i++) {
      boolean isName = arguments.get(i).startsWith("--");
      if (!isName) {
        named.add(operand);
      }
      named.add(arguments.get(i));
      if (withValue.contains(arguments.get(i)) && i + 1 < arguments.size()) {
        named.add(arguments.get(++i));
      }
    }
    Set<String> all = new HashSet<>(withValue);
    all.add(operand);
    CliOptions cliOptions = parse(named, all, flags);
    cliOptions.required(operand);
    return cliOptions;
  }

  /**
   * @param withValue names that take a value
   * @param flags names that take none
   * @throws UsageException for an unknown or repeated option, or one without its value
   */
  public static CliOptions parse(List<String> arguments, Set<String> withValue, Set<String> flags)
      throws UsageException {
    Map<String, String> values = new HashMap<>();
    for (int i = 0; i < arguments.size(); i++) {
      String name = arguments.get(i);
      String value = "";
      if (withValue.contains(name)) {
        if (++i == arguments.size()) {
          throw new UsageException(name + " needs a value");
        }
        value = arguments.get(i);
      } else if (!flags.contains(name)) {
        throw new UsageException(unknown(name, withValue, flags));
      }
      if (values.put(name, value) != null) {
        throw new UsageException(name + " is given twice");
      }
    }
    return new CliOptions(values);
  }

  private static String unknown(String name, Set<String> withValue, Set<String> flags) {
    TreeSet<String> known = new TreeSet<>(withValue);
    known.addAll(flags);
    known.removeIf(option -> !option.startsWith("--"));
    String found =
        name.startsWith("--") ? "unknown option " + name : "an argument too many, " + name;
    return "%s: expected %s%s"
        .formatted(
            found,
            known.isEmpty() ? "no option" : String.join(", ", known),
            SpellingSuggestion.question(name, known));
  }

  public boolean has(String name) {
    return values.containsKey(name);
  }

  public Optional<String> value(String name) {
    return Optional.ofNullable(values.get(name));
  }

  public String required(String name) throws UsageException {
    return value(name).orElseThrow(() -> new UsageException(name + " is needed"));
  }

  /** A number; throws if it is none, or outside {@code min..max}. */
  public double number(String name, double otherwise, double min, double max)
      throws UsageException {
    Optional<String> text = value(name);
    if (text.isEmpty()) {
      return otherwise;
    }
    try {
      double number = Double.parseDouble(text.get());
      if (number >= min && number <= max) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Reported below, together with numbers out of range.
    }
    throw new UsageException(
        "%s: expected a number %s..%s, found %s".formatted(name, min, max, text.get()));
  }
}
