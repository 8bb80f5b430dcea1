package io.spikewatt.controller.forecast;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class NowcastStoreTest {

  @TempDir private Path directory = Path.of("");

  private String trouble() {
    NowcastStore.Found found = new NowcastStore(directory).find("load_w");
    assertTrue(found.model().isEmpty());
    return found.trouble().orElseThrow();
  }

  @Test
  void aSeriesWithoutAFileHasNeitherAModelNorTrouble() {
    assertEquals(
        new NowcastStore.Found(Optional.empty(), Optional.empty()),
        new NowcastStore(directory.resolve("missing")).find("load_w"));
  }

  @Test
  void whatIsNoModelIsNamedAndNotUsed() throws Exception {
    Path file = Files.write(directory.resolve("load_w.nowcast"), new byte[3]);
    assertEquals(file + " is not used: 3 bytes are too few", trouble());
    Files.delete(file);
    Files.createDirectory(file);
    assertEquals(file + " is not used: no regular file", trouble());
  }

  @Test
  @Timeout(10)
  void aPipeIsNotWaitedFor() throws Exception {
    Path pipe = directory.resolve("load_w.nowcast");
    assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());
    assertEquals(pipe + " is not used: no regular file", trouble());
  }
}
