package io.spikewatt.controller.assistant.audit;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.spikewatt.controller.json.JsonTree;
import io.spikewatt.controller.json.MalformedMessage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/**
 * Times of the first and of the last record kept, as they are written; not verified.
 *
 * @param first RFC 3339 in UTC
 * @param last RFC 3339 in UTC
 */
public record AuditSpan(String first, String last) {

  /**
   * The span of an audit's files; empty without a whole record.
   *
   * @throws IOException if a file cannot be read
   */
  public static Optional<AuditSpan> of(Path directory) throws IOException {
    SortedMap<Integer, Path> files = AuditNames.in(directory);
    Optional<String> first = Optional.empty();
    Optional<String> last = Optional.empty();
    for (Path file : files.values()) {
      List<String> lines = new String(Files.readAllBytes(file), UTF_8).lines().toList();
      if (!lines.isEmpty()) {
        first = first.or(() -> time(lines.getFirst()));
        last = time(lines.getLast()).or(() -> time(lines.get(Math.max(0, lines.size() - 2))));
      }
    }
    return first.isEmpty() || last.isEmpty()
        ? Optional.empty()
        : Optional.of(new AuditSpan(first.get(), last.get()));
  }

  private static Optional<String> time(String line) {
    try {
      return JsonTree.strict(line.getBytes(UTF_8)).find("at").map(JsonTree::text);
    } catch (MalformedMessage e) {
      return Optional.empty();
    }
  }
}
