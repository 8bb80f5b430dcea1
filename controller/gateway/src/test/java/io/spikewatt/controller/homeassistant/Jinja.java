package io.spikewatt.controller.homeassistant;

import static org.junit.jupiter.api.Assertions.assertFalse;

import io.spikewatt.controller.json.JsonWriter;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/** Evaluates templates with Jinja itself; the test is skipped where Debian's is not installed. */
final class Jinja implements AutoCloseable {

  private static final String PYTHON = "/usr/bin/python3";
  private static final Path MODULE = Path.of("/usr/lib/python3/dist-packages/jinja2");

  private final Process process;
  private final BufferedWriter in;
  private final BufferedReader out;

  private Jinja(Process process) {
    this.process = process;
    this.in = process.outputWriter(StandardCharsets.UTF_8);
    this.out = process.inputReader(StandardCharsets.UTF_8);
  }

  static Jinja start(Path directory) throws IOException {
    Assumptions.assumeTrue(
        Files.isExecutable(Path.of(PYTHON)) && Files.isDirectory(MODULE),
        "SKIPPED: python3-jinja2 is not installed here");
    Path script = directory.resolve("templates.py");
    try (InputStream text = Jinja.class.getResourceAsStream("templates.py")) {
      Files.write(script, Objects.requireNonNull(text).readAllBytes());
    }
    return new Jinja(
        new ProcessBuilder(PYTHON, script.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start());
  }

  /** What a value template makes of a payload. */
  String value(@Nullable Object template, String payload) {
    return rendered(
        writer -> writer.put("template", String.valueOf(template)).put("payload", payload));
  }

  /** What a command template makes of a text that a user gave. */
  String command(@Nullable Object template, String value, Instant now) {
    return rendered(
        writer ->
            writer
                .put("template", String.valueOf(template))
                .put("value", value)
                .put("now", now.toString().replace("Z", "+00:00")));
  }

  private String rendered(Consumer<JsonWriter> question) {
    try {
      byte[] line = JsonWriter.object(question);
      in.write(new String(line, StandardCharsets.UTF_8));
      in.newLine();
      in.flush();
      String text = Objects.requireNonNull(out.readLine(), "the evaluator ended");
      Map<String, Object> answer = Json.object(text);
      assertFalse(
          answer.containsKey("error"),
          () -> answer.get("error") + " in " + new String(line, StandardCharsets.UTF_8));
      return String.valueOf(answer.get("result"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    in.close();
    process.destroy();
  }
}
