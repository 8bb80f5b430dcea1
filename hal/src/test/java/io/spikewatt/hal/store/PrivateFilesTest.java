package io.spikewatt.hal.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PrivateFilesTest {

  @TempDir private Path directory;

  private static String mode(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  @Test
  void othersCannotReadWhatIsKept() throws IOException {
    Path state = directory.resolve("made/state");
    Path file = state.resolve("values.properties");
    KeptValues.in(file, "values", text -> {}).put("peak", "4200");
    assertEquals("rwxr-x---", mode(state));
    assertEquals("rw-r-----", mode(file));
  }
}
