package io.spikewatt.config.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * All commands with their help, from {@code commands.txt}: the help texts, the man page and the
 * completion of a shell are made from it, and the launcher of a checkout prints it without a build.
 */
public final class CommandTable {

  /** Package with the simulated site. */
  public static final String DEMO = "spikewatt-demo";

  /** Source of the commands that no package has. */
  public static final String CHECKOUT = "a checkout";

  private static final String COMMANDS = "@commands@";
  private static final Pattern HEADING = Pattern.compile("([a-z-]+(?: [a-z-]+)*)(?: (.*))?");
  private static final String COMES_WITH = "comes with ";

  private final String general;
  private final List<CommandHelp> commands;

  private CommandTable(String general, List<CommandHelp> commands) {
    this.general = general;
    this.commands = List.copyOf(commands);
  }

  /** Reads the table. Only help and errors need it. */
  public static CommandTable read() {
    try (InputStream in = CommandTable.class.getResourceAsStream("commands.txt")) {
      String[] sections =
          new String(Objects.requireNonNull(in).readAllBytes(), UTF_8).split("\n## ");
      List<CommandHelp> commands = new ArrayList<>();
      for (int k = 1; k < sections.length; k++) {
        commands.add(command(sections[k]));
      }
      return new CommandTable(sections[0].strip() + "\n", commands);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static CommandHelp command(String section) {
    String[] parts = section.split("\n\n", 2);
    String[] head = parts[0].split("\n");
    Matcher heading = HEADING.matcher(head[0]);
    if (!heading.matches()) {
      throw new IllegalStateException("commands.txt: expected a command, found " + head[0]);
    }
    Optional<String> comesWith =
        head[1].startsWith(COMES_WITH)
            ? Optional.of(head[1].substring(COMES_WITH.length()))
            : Optional.empty();
    return new CommandHelp(
        heading.group(1),
        Optional.ofNullable(heading.group(2)).orElse(""),
        comesWith,
        head[head.length - 1],
        parts[1].strip() + "\n");
  }

  public List<CommandHelp> commands() {
    return commands;
  }

  /** The general text, before and after the list of commands. */
  public List<String> around() {
    return List.of(general.split(COMMANDS, 2));
  }

  /**
   * Commands that begin with these words: one, or several that share them.
   *
   * @param words of a command line, possibly with options after the name
   */
  public List<CommandHelp> matching(List<String> words) {
    for (int length = words.size(); length > 0; length--) {
      String name = String.join(" ", words.subList(0, length));
      List<CommandHelp> found =
          commands.stream().filter(c -> (c.name() + " ").startsWith(name + " ")).toList();
      if (!found.isEmpty()) {
        return found;
      }
    }
    return List.of();
  }

  /** Help of the commands that begin with the words of {@code name}. */
  public String help(String name) {
    return matching(List.of(name.split(" "))).stream()
        .map(CommandHelp::usage)
        .collect(Collectors.joining("\n"));
  }

  /** Text after the problem of a wrong command line: the synopsis and a hint at {@code --help}. */
  public String reminder(String name) {
    return matching(List.of(name.split(" "))).stream()
            .map(CommandHelp::synopsis)
            .collect(Collectors.joining())
        + "spikewatt "
        + name
        + " --help explains it\n";
  }

  /**
   * All installed commands, and the packages of the others.
   *
   * @param installed whether what {@link CommandHelp#comesWith} names is there
   */
  public String general(Predicate<String> installed) {
    StringBuilder list = new StringBuilder();
    for (CommandHelp command : commands) {
      if (command.comesWith().filter(from -> !installed.test(from)).isEmpty()) {
        String words = (command.name() + " " + command.operands()).strip();
        list.append(String.format(Locale.ROOT, "  %-28s %s%n", words, command.summary()));
      }
    }
    String rest =
        commands.stream()
            .filter(command -> command.comesWith().equals(Optional.of(DEMO)))
            .map(CommandHelp::name)
            .collect(Collectors.joining(" and "));
    if (!installed.test(DEMO)) {
      list.append('\n').append(rest).append(" come with the package ").append(DEMO).append(".\n");
    }
    return general.replace(COMMANDS + "\n", list);
  }

  /** Three lines about an unknown command. */
  public String unknown(String word) {
    List<String> known = commands.stream().map(command -> command.words().getFirst()).toList();
    String meant =
        SpellingSuggestion.to(word, known)
            .map(
                near ->
                    "did you mean %s: %s?%n"
                        .formatted(near, matching(List.of(near)).getFirst().summary()))
            .orElse("");
    return (word.isEmpty() ? "a command is needed" : "no such command: " + word)
        + "\n"
        + meant
        + "spikewatt help lists all commands\n";
  }
}
