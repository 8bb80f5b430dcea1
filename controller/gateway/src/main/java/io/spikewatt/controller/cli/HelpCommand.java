package io.spikewatt.controller.cli;

import io.spikewatt.config.cli.CommandHelp;
import io.spikewatt.config.cli.CommandTable;
import io.spikewatt.config.cli.ExitCode;
import io.spikewatt.config.cli.Version;
import java.io.PrintStream;
import java.util.List;
import java.util.stream.Stream;

/** {@code spikewatt help}, and the reply to commands that this program does not run. */
record HelpCommand(CommandTable table, PrintStream out, PrintStream err) {

  HelpCommand(PrintStream out, PrintStream err) {
    this(CommandTable.read(), out, err);
  }

  /**
   * @param words command to explain; empty = lists all
   */
  ExitCode run(List<String> words) {
    List<String> named = words.stream().filter(word -> !word.equals("--help")).toList();
    if (named.isEmpty()) {
      out.print(table.general(HelpCommand::isInstalled));
      return ExitCode.OK;
    }
    if (table.matching(named).isEmpty()) {
      err.print(table.unknown(named.getFirst()));
      return ExitCode.USAGE;
    }
    out.print(table.help(String.join(" ", named)));
    CommandHelp first = table.matching(named).getFirst();
    if (first.comesWith().filter(from -> !isInstalled(from)).isPresent()) {
      out.println("\nIt comes with " + source(first) + ".");
    }
    return ExitCode.OK;
  }

  /** Handles a command that this program does not run: explains it, or names its package. */
  ExitCode elsewhere(String command, List<String> rest) {
    if (rest.contains("--help")) {
      return run(Stream.concat(Stream.of(command), rest.stream()).toList());
    }
    List<CommandHelp> found = table.matching(List.of(command));
    err.print(
        found.isEmpty()
            ? table.unknown(command)
            : command + " comes with " + source(found.getFirst()) + "\n");
    return ExitCode.USAGE;
  }

  private static String source(CommandHelp command) {
    String from = command.comesWith().orElse("the launcher, spikewatt");
    return switch (from) {
      case CommandTable.DEMO ->
          "the package %s: sudo apt install ./%s_%s_all.deb".formatted(from, from, Version.get());
      case CommandTable.CHECKOUT -> from + " of Spikewatt: ./spikewatt " + command.name();
      default -> from;
    };
  }

  /** A checkout has all commands. In a package, the launcher sets a property if it has the demo. */
  private static boolean isInstalled(String from) {
    boolean withDemo = !System.getProperty("spikewatt.demo", "").isEmpty();
    return Version.get().equals(Version.DEVELOPMENT)
        || (from.equals(CommandTable.DEMO) && withDemo);
  }
}
