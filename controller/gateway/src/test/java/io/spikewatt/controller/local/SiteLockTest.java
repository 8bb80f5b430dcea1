package io.spikewatt.controller.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.config.site.Site;
import io.spikewatt.testkit.DemoSite;
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
        Optional.empty(),
        Optional.empty(),
        List.of(),
        Optional.empty());
  }

  private Map<String, String> runtime(String variable, String folder) {
    return Map.of(variable, directory.resolve(folder).toString());
  }

  private static SiteLock run(Site site, Map<String, String> environment) throws Exception {
    return SiteLock.take(site, "run", environment);
  }

  private static String refused(Site site, Map<String, String> environment) {
    return String.valueOf(
        assertThrows(
                SiteLock.TakenException.class,
                () -> SiteLock.take(site, "commission", environment).close())
            .getMessage());
  }

  @Test
  void whoHasAnotherRuntimeDirectoryMeetsTheSameLock() throws Exception {
    Site site = site("a", "state");
    String holder =
        "site a: %s is in use by spikewatt run, process %d: stop it first"
            .formatted(directory.resolve("state"), ProcessHandle.current().pid());
    List<Map<String, String>> environments =
        List.of(runtime("RUNTIME_DIRECTORY", "run"), runtime("XDG_RUNTIME_DIR", "xdg"), Map.of());
    for (Map<String, String> first : environments) {
      try (SiteLock held = run(site, first)) {
        for (Map<String, String> second : environments) {
          assertEquals(holder, refused(site, second), held::toString);
          assertEquals(
              holder.replace("site a", "site b"),
              refused(site("b", "state"), second),
              "another name makes no other site of a state directory");
        }
      }
    }
    run(site, Map.of()).close();
  }

  @Test
  void theSocketIsWhereTheSystemSaysThenWhereTheUserSaysThenBesideTheState() throws Exception {
    Map<String, String> both =
        Map.of(
            "RUNTIME_DIRECTORY",
            directory.resolve("run") + ":/elsewhere",
            "XDG_RUNTIME_DIR",
            directory.resolve("xdg").toString());
    assertEquals(socket("run"), socket(both));
    assertEquals(socket("xdg"), socket(runtime("XDG_RUNTIME_DIR", "xdg")));
    assertEquals(socket("state"), socket(Map.of()));
    assertEquals(
        List.of(
            Path.of("/run/spikewatt/spikewatt-a.sock"),
            socket("run").orElseThrow(),
            socket("xdg").orElseThrow(),
            socket("state").orElseThrow()),
        SiteLock.sockets(site("a", "state"), both));
  }

  private Optional<Path> socket(String folder) {
    return Optional.of(directory.resolve(folder).resolve("spikewatt-a.sock"));
  }

  private Optional<Path> socket(Map<String, String> environment) throws Exception {
    try (SiteLock lock = run(site("a", "state"), environment)) {
      return lock.socket();
    }
  }

  @Test
  void aReloadKeepsTheLockOfItsDirectoryAndTakesThatOfAnother() throws Exception {
    try (SiteLock first = run(site("a", "state"), Map.of());
        SiteLock renamed = first.forSite(site("b", "state"), "run", Map.of())) {
      assertEquals(Optional.of(directory.resolve("state/spikewatt-b.sock")), renamed.socket());
      assertTrue(refused(site("a", "state"), Map.of()).contains("state is in use"));
      try (SiteLock other = run(site("c", "other"), Map.of())) {
        assertThrows(
            SiteLock.TakenException.class,
            () -> renamed.forSite(site("b", "other"), "run", Map.of()),
            other::toString);
      }
      renamed.forSite(site("b", "other"), "run", Map.of()).close();
      run(site("a", "state"), Map.of()).close();
    }
  }

  @Test
  void aFileThatIsLeftOverBlocksNobody() throws Exception {
    Path state = Files.createDirectory(directory.resolve("state"));
    Path file = state.resolve("controller.lock");
    Files.writeString(file, "4194304, and much more than a process");
    try (SiteLock lock = run(site("a", "state"), Map.of())) {
      assertEquals(ProcessHandle.current().pid() + " run", Files.readString(file), lock::toString);
    }
  }

  @Test
  void aHolderThatSaysWhatNoHolderSaysIsNotRepeated() throws Exception {
    try (SiteLock lock = run(site("a", "state"), Map.of())) {
      Files.writeString(directory.resolve("state/controller.lock"), "1 \u001b[2Jrun");
      assertTrue(
          refused(site("a", "state"), Map.of()).contains("in use by another spikewatt:"),
          lock::toString);
    }
  }

  @Test
  void whereNobodyCanWriteControlStartsAllTheSame() throws Exception {
    Files.writeString(directory.resolve("state"), "no directory");
    run(site("a", "state"), Map.of()).close();
    try (SiteLock first = run(site("a", "state"), runtime("RUNTIME_DIRECTORY", "run"))) {
      assertTrue(
          refused(site("a", "state"), runtime("RUNTIME_DIRECTORY", "run"))
              .contains("run is in use"),
          first::toString);
    }
  }
}
