package io.spikewatt.controller.homeassistant;

import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Lines of a page that its readers copy. */
final class CopiedLines {

  private CopiedLines() {}

  /** The indented block of a page that begins with a text, without its indent. */
  static String block(Path page, String begin) throws IOException {
    List<String> lines = new ArrayList<>();
    for (String line : Files.readAllLines(page)) {
      boolean inside = line.startsWith("    ");
      if (lines.isEmpty() ? inside && line.strip().startsWith(begin) : inside) {
        lines.add(line.substring(4));
      } else if (!lines.isEmpty()) {
        break;
      }
    }
    assertFalse(lines.isEmpty(), page + " has no block that begins with " + begin);
    return String.join("\n", lines) + "\n";
  }
}
