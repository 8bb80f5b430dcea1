package io.spikewatt.config.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One command of the command line, the source of all help texts.
 *
 * @param name words that select it, {@code forecast train}
 * @param operands its arguments without a name, for people; may be empty
 * @param comesWith package or checkout that contains it; empty = the daemon's package
 * @param summary one line
 * @param usage synopsis, an empty line, explanation
 */
public record CommandHelp(
    String name, String operands, Optional<String> comesWith, String summary, String usage) {

  /** An option in a synopsis: its name, and the name of its value. */
  private static final Pattern OPTION =
      Pattern.compile("(--[a-z][a-z0-9-]*)(?: ([A-Za-z0-9][^\\s\\]]*))?");

  /** The usage's first paragraph. */
  public String synopsis() {
    int end = usage.indexOf("\n\n");
    return end < 0 ? usage : usage.substring(0, end + 1);
  }

  /** The paragraphs after the synopsis; may be empty. */
  public String explanation() {
    return usage.substring(synopsis().length()).strip();
  }

  /**
   * Options except {@code --help}, in the synopsis's order: name to name of the value, empty for a
   * flag. Options that are part of the name are among them.
   */
  public Map<String, String> options() {
    Map<String, String> options = new LinkedHashMap<>();
    Matcher found = OPTION.matcher(synopsis());
    while (found.find()) {
      options.putIfAbsent(found.group(1), Optional.ofNullable(found.group(2)).orElse(""));
    }
    return options;
  }

  /** Words of the name. */
  public List<String> words() {
    return List.of(name.split(" "));
  }
}
