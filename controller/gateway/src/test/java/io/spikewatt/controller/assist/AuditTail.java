package io.spikewatt.controller.assist;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.spikewatt.controller.json.JsonTree;
import io.spikewatt.controller.json.MalformedMessage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Reads what was appended to an audit since the last look. */
final class AuditTail {

  private static final String RECORDS = ".jsonl";

  private final Path directory;
  private final Map<Path, Long> read = new HashMap<>();

  AuditTail(Path directory) {
    this.directory = directory;
  }

  /** Records since the last look, in their order. */
  List<JsonTree> records() throws IOException, MalformedMessage {
    List<JsonTree> records = new ArrayList<>();
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.filter(it -> it.toString().endsWith(RECORDS)).sorted().toList()) {
        for (String line : text(file).split("\n")) {
          if (!line.isEmpty()) {
            records.add(JsonTree.of(line));
          }
        }
      }
    }
    return records;
  }

  private String text(Path file) throws IOException {
    long from = read.getOrDefault(file, 0L);
    if (Files.size(file) <= from) {
      return "";
    }
    try (FileChannel channel = FileChannel.open(file)) {
      ByteBuffer bytes = ByteBuffer.allocate((int) (channel.size() - from));
      while (bytes.hasRemaining() && channel.read(bytes, from + bytes.position()) >= 0) {
        // All that is there.
      }
      read.put(file, from + bytes.position());
      return new String(bytes.array(), 0, bytes.position(), UTF_8);
    }
  }
}
