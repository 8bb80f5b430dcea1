package io.spikewatt.controller.assistant.ask;

import io.spikewatt.controller.assistant.mcp.QuotedText;
import java.util.stream.Collectors;

/** Lines of somebody else, without characters that hide or reorder text, and shortened. */
public final class QuotedLines {

  private QuotedLines() {}

  /**
   * Quotes a text and keeps its lines.
   *
   * @param most characters (code points) of the text
   */
  public static String of(String text, int most) {
    String shortened =
        text.codePointCount(0, text.length()) <= most
            ? text
            : text.substring(0, text.offsetByCodePoints(0, most)) + "…";
    return shortened
        .lines()
        .map(line -> QuotedText.of(line.replace('\t', ' '), most))
        .collect(Collectors.joining("\n"));
  }
}
