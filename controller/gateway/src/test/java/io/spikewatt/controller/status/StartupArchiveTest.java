package io.spikewatt.controller.status;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.spikewatt.controller.status.StartupArchive.Use;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StartupArchiveTest {

  @Test
  void anArchiveThatTheJavaMachineDoesNotUseIsRefused() {
    Optional<String> given = Optional.of("/usr/lib/spikewatt/1/start.jsa");
    assertEquals(Use.USED, StartupArchive.use(given, "mixed mode, emulated-client, sharing"));
    assertEquals(Use.REFUSED, StartupArchive.use(given, "mixed mode, emulated-client"));
    assertEquals(Use.MISSING, StartupArchive.use(Optional.of(""), "mixed mode, sharing"));
    assertEquals(Use.NOT_PACKAGED, StartupArchive.use(Optional.empty(), "mixed mode, sharing"));
  }
}
