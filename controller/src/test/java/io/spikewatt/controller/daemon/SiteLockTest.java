package io.spikewatt.controller.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.config.site.Site;
import io.spikewatt.controller.fixture.DemoSite;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SiteLockTest {

  @TempDir private Path directory;

  private Site site(String name, String state) {
    Site demo = DemoSite.usual().site();
    return new Site(
        name,
        demo.zone(),
        demo.position(),
        demo.grid(),
        demo.devices(),
        demo.tariff(),
        demo.mqtt(),
        demo.control(),
        new Site.StateDirectory(directory.resolve(state).toString()),
        demo.proxies(),
        Optional.empty(),
        Optional.empty());
  }

  private List<String> files(String folder) throws Exception {
    Path path = directory.resolve(folder);
    if (!Files.exists(path)) {
      return List.of();
    }
    try (var files = Files.list(path)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }

  private Map<String, String> runtime(String variable, String folder) {
    return Map.of(variable, directory.resolve(folder).toString());
  }

  @Test
  void itStandsWhereTheSystemSaysThenWhereTheUserSaysThenBesideTheState() throws Exception {
    Map<String, String> both =
        Map.of(
            "RUNTIME_DIRECTORY",
            directory.resolve("run") + ":/elsewhere",
            "XDG_RUNTIME_DIR",
            directory.resolve("xdg").toString());
    SiteLock.take(site("a", "state"), both).close();
    assertEquals(List.of("spikewatt-a.lock"), files("run"));
    assertEquals(List.of(), files("xdg"));
    SiteLock.take(site("a", "state"), runtime("XDG_RUNTIME_DIR", "xdg")).close();
    assertEquals(List.of("spikewatt-a.lock"), files("xdg"));
    assertEquals(List.of(), files("state"));
    SiteLock.take(site("a", "state"), Map.of()).close();
    assertEquals(List.of("spikewatt-a.lock"), files("state"));
  }

  @Test
  void theSocketIsBesideTheLockAndAmongThePlacesWhereAClientLooks() throws Exception {
    Map<String, String> run = runtime("RUNTIME_DIRECTORY", "run");
    Path socket = directory.resolve("run/spikewatt-a.sock");
    try (SiteLock lock = SiteLock.take(site("a", "state"), run)) {
      assertEquals(Optional.of(socket), lock.socket());
    }
    assertEquals(
        List.of(
            Path.of("/run/spikewatt/spikewatt-a.sock"),
            socket,
            directory.resolve("state/spikewatt-a.sock")),
        SiteLock.sockets(site("a", "state"), run));
  }

  @Test
  void oneSiteHasOneDaemonAndAnotherSiteItsOwn() throws Exception {
    Map<String, String> run = runtime("RUNTIME_DIRECTORY", "run");
    try (SiteLock first = SiteLock.take(site("a", "state"), run);
        SiteLock other = SiteLock.take(site("b", "state"), run)) {
      Exception taken =
          assertThrows(SiteLock.TakenException.class, () -> SiteLock.take(site("a", "other"), run));
      String message = String.valueOf(taken.getMessage());
      assertTrue(message.contains("process " + ProcessHandle.current().pid()), message);
      assertSame(first, first.forSite(site("a", "other"), run));
      assertThrows(SiteLock.TakenException.class, () -> other.forSite(site("a", "state"), run));
    }
    SiteLock.take(site("a", "state"), run).close();
  }

  @Test
  void aFileThatIsLeftOverBlocksNobody() throws Exception {
    Path run = Files.createDirectory(directory.resolve("run"));
    Files.writeString(run.resolve("spikewatt-a.lock"), "4194304, and much more than a process");
    try (SiteLock lock = SiteLock.take(site("a", "state"), runtime("RUNTIME_DIRECTORY", "run"))) {
      assertFalse(files("run").isEmpty());
      assertEquals(
          Long.toString(ProcessHandle.current().pid()),
          Files.readString(run.resolve("spikewatt-a.lock")),
          lock::toString);
    }
  }

  @Test
  void withoutAnyDirectoryControlStartsAllTheSame() throws Exception {
    Files.writeString(directory.resolve("state"), "no directory");
    SiteLock.take(site("a", "state"), runtime("RUNTIME_DIRECTORY", "state")).close();
  }
}
