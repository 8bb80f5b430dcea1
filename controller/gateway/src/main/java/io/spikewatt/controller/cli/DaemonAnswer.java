package io.spikewatt.controller.cli;

import io.spikewatt.config.cli.ExitCode;
import io.spikewatt.controller.json.JsonTree;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * JSON answer of the daemon to a local request.
 *
 * @param expected its content, for the message about another one: "prices"
 */
record DaemonAnswer(String document, String expected) {

  /**
   * Prints the document itself or its lines for people. An answer with an error, or one that is not
   * readable, goes to {@code err}.
   */
  ExitCode print(
      boolean asJson, Function<JsonTree, List<String>> lines, PrintStream out, PrintStream err) {
    try {
      JsonTree tree = JsonTree.of(document);
      Optional<JsonTree> error = tree.find("error");
      if (error.isPresent()) {
        err.println(error.get().text());
        return ExitCode.BAD_DATA;
      }
      List<String> printed = asJson ? List.of(document) : lines.apply(tree);
      printed.forEach(out::println);
      return ExitCode.OK;
    } catch (IOException | RuntimeException damaged) {
      err.println("expected " + expected + ", found " + document);
      return ExitCode.BAD_DATA;
    }
  }
}
