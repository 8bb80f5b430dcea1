package io.spikewatt.controller.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tinylog.Logger;

final class EscapedConsoleWriterTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "command-taken: evil\\nWARN  EventLog: fake | command-taken: evil\\\\nWARN  EventLog: fake",
        "red \\u001B[31m | red \\\\u001B[31m",
        "back \\u202E wards | back \\\\u202E wards",
        "half \\uD800 | half \\\\uD800",
        "null \\u0000 end | null \\\\u0000 end",
        "Überschuß 5 °C → 3 kW 🔋 | Überschuß 5 °C → 3 kW 🔋"
      })
  void whatIsInvisibleIsWrittenAsAnEscape(String given, String written) {
    assertEquals(
        written.translateEscapes(), EscapedConsoleWriter.escaped(java(given).strip()), given);
  }

  @Test
  void aStackTraceStaysLines() {
    String trace = "bug: x\n\tat a.B.c(B.java:1)\n\t... 3 more\nCaused by: y\n\tat d.E.f(E.java:2)";
    assertEquals(trace, EscapedConsoleWriter.escaped(trace));
  }

  /** The daemon's own settings, in a process of its own. */
  @Test
  void theDaemonsLogIsWrittenByIt() throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "-Dtinylog.configuration="
                    + Path.of("src/main/resources/tinylog.properties").toAbsolutePath(),
                Main.class.getName())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    assertTrue(process.waitFor() == 0);
    assertEquals(List.of("INFO  EscapedConsoleWriterTest$Main: a\\nWARN  b"), lines(process));
  }

  private static List<String> lines(Process process) throws IOException {
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
        .lines()
        .toList();
  }

  /** The text with its \\u escapes read. */
  private static String java(String text) {
    StringBuilder read = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      if (text.startsWith("\\u", i)) {
        read.append((char) Integer.parseInt(text.substring(i + 2, i + 6), 16));
        i += 5;
      } else if (text.startsWith("\\n", i)) {
        read.append('\n');
        i++;
      } else {
        read.append(text.charAt(i));
      }
    }
    return read.toString();
  }

  /** Logs one text. */
  static final class Main {
    private Main() {}

    public static void main(String[] arguments) {
      Logger.info("a\nWARN  b");
    }
  }
}
