package io.spikewatt.controller.setup;

import io.spikewatt.config.cli.CliOptions.UsageException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.util.Locale;
import java.util.Optional;

/**
 * Questions to a person, each with a default that Enter takes.
 *
 * @param in empty = without a person; every answer is the default, and is printed
 */
record TerminalDialogue(Optional<BufferedReader> in, PrintStream out) {

  /** The input ended before the last answer. */
  static final class StoppedException extends Exception {
    private static final long serialVersionUID = 1L;
  }

  /**
   * A question.
   *
   * @param otherwise the default, a valid answer
   * @param help a sentence that the answer {@code ?} shows
   */
  record Question(String text, String otherwise, String help) {}

  interface Answer<T> {

    /**
     * @throws UsageException says what is expected
     */
    T parse(String text) throws UsageException;
  }

  <T> T ask(Question question, Answer<T> answer) throws StoppedException {
    while (true) {
      out.printf("%s [%s]: ", question.text(), question.otherwise());
      out.flush();
      String typed = line(question);
      if (typed.equals("?")) {
        out.println("  " + question.help());
        continue;
      }
      try {
        return answer.parse(typed.isEmpty() ? question.otherwise() : typed);
      } catch (UsageException wrong) {
        if (in.isEmpty()) {
          throw new IllegalStateException(question.toString(), wrong);
        }
        out.println("  " + wrong.getMessage());
      }
    }
  }

  boolean yes(String text, boolean otherwise, String help) throws StoppedException {
    return ask(
        new Question(text, otherwise ? "yes" : "no", help),
        typed ->
            switch (typed.toLowerCase(Locale.ROOT)) {
              case "yes", "y" -> true;
              case "no", "n" -> false;
              default -> throw new UsageException("expected yes or no, found " + typed);
            });
  }

  private String line(Question question) throws StoppedException {
    if (in.isEmpty()) {
      out.println(question.otherwise());
      return "";
    }
    try {
      String typed = in.get().readLine();
      if (typed != null) {
        return typed.strip();
      }
    } catch (IOException e) {
      // A terminal that is gone is the end of its input.
    }
    out.println();
    throw new StoppedException();
  }
}
