package io.spikewatt.hal.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IoReasonTest {

  @TempDir private Path directory = Path.of("");

  @Test
  void a_failure_of_the_file_system_is_told_in_words() throws IOException {
    Path missing = directory.resolve("missing");
    IOException none = assertThrows(IOException.class, () -> Files.readString(missing));
    assertEquals("there is no such file", IoReason.of(none));
    assertEquals(missing + ": there is no such file", IoReason.withFile(none));
    Path file = Files.writeString(directory.resolve("file"), "x");
    IOException twice = assertThrows(IOException.class, () -> Files.createDirectory(file));
    assertEquals("a file of that name is there already", IoReason.of(twice));
  }

  @Test
  void no_reason_is_a_class_name_or_a_bare_path() {
    assertEquals("permission denied", IoReason.of(new AccessDeniedException("/x")));
    assertEquals("No space left on device", IoReason.of(disk("No space left on device")));
    assertEquals("the file system refuses it", IoReason.of(new FileSystemException("/x")));
    assertEquals("it is no text in UTF-8", IoReason.of(new MalformedInputException(1)));
    assertEquals("it cannot be read or written", IoReason.of(new IOException()));
    assertEquals("own words", IoReason.withFile(new IOException("own words")));
  }

  private static FileSystemException disk(String reason) {
    return new FileSystemException("/x", null, reason);
  }
}
