package io.spikewatt.controller.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.controller.backup.Backup;
import io.spikewatt.controller.history.HistoryStore;
import io.spikewatt.controller.history.SlotMean;
import io.spikewatt.hal.store.StateLock;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Backup and restore as commands, with a configuration of three files. */
final class RestoreCommandTest {

  private static final String SITE =
      """
      site: { name: home, timezone: Europe/Berlin }
      grid: { import-limit-w: 11000, export-limit-w: 4000 }
      tariff: { import-per-kwh: 0.3, export-per-kwh: 0.08, currency: EUR }
      storage: { directory: state }
      mqtt: { broker: "tcp://127.0.0.1:1", user: gateway, password-file: secrets/broker }
      devices:
        - { id: meter1, profile: my-meter.yaml, connection: { modbus-tcp: 127.0.0.1 }, grid-meter: }
      """;

  private static final String PROFILE =
      """
      id: my-meter
      title: A meter
      verified: source-only
      modbus:
        inputs:
          - { signal: power_w, table: input, address: 0, type: s16 }
      """;

  @TempDir private Path directory;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private Path old = Path.of("");
  private Path fresh = Path.of("");
  private Path file = Path.of("");

  @BeforeEach
  void backUp() throws Exception {
    old = Files.createDirectories(directory.resolve("old"));
    fresh = directory.resolve("fresh/etc");
    file = directory.resolve("home.backup");
    Files.createDirectories(old.resolve("secrets"));
    Files.writeString(old.resolve("site.yaml"), SITE);
    Files.writeString(old.resolve("my-meter.yaml"), PROFILE);
    Files.writeString(old.resolve("secrets/broker"), "hush");
    record(old.resolve("state"), 42);
    assertEquals(0, backup(), () -> err.toString(UTF_8));
  }

  private static void record(Path state, double value) throws Exception {
    try (HistoryStore store = HistoryStore.open(state)) {
      store.append(List.of(new SlotMean("load_w", Instant.EPOCH, value)));
    }
  }

  private static double recorded(Path state) throws Exception {
    try (HistoryStore store = HistoryStore.reading(state)) {
      return store.highest("load_w").orElseThrow();
    }
  }

  private static PrintStream stream(ByteArrayOutputStream bytes) {
    return new PrintStream(bytes, true, UTF_8);
  }

  private int backup() {
    return new BackupCommand(stream(out), stream(err))
        .run(List.of(file.toString(), "--config", old.resolve("site.yaml").toString()))
        .number();
  }

  private int restore(Path site, String... more) {
    err.reset();
    Stream<String> words = Stream.of(file.toString(), "--config", site.toString());
    return new RestoreCommand(stream(out), stream(err))
        .run(Stream.concat(words, List.of(more).stream()).toList())
        .number();
  }

  private void assertSaid(String part) {
    String text = err.toString(UTF_8);
    assertTrue(text.contains(part), text);
  }

  @Test
  void anEmptyBoxGetsConfigurationAndState() throws Exception {
    Path site = fresh.resolve("other-name.yaml");
    assertEquals(0, restore(site), () -> err.toString(UTF_8));
    assertEquals(SITE, Files.readString(site));
    assertEquals("hush", Files.readString(fresh.resolve("secrets/broker")));
    assertEquals(42, recorded(fresh.resolve("state")));
    assertTrue(out.toString(UTF_8).contains("restored site home as of "), out.toString(UTF_8));
    assertEquals(0, restore(site), "once more, with nothing to write but the state");
  }

  @Test
  void theSiteFileThatAPackageBringsIsReplaced() throws Exception {
    Files.createDirectories(fresh);
    Path site = Files.writeString(fresh.resolve("site.yaml"), "# describe the site here\n\n");
    assertEquals(0, restore(site), () -> err.toString(UTF_8));
    assertEquals(SITE, Files.readString(site));
  }

  @Test
  void anotherConfigurationIsNeverReplaced() throws Exception {
    Files.createDirectories(fresh.resolve("secrets"));
    Files.writeString(fresh.resolve("secrets/broker"), "another");
    assertEquals(78, restore(fresh.resolve("site.yaml")));
    assertSaid("other content for [" + fresh.resolve("secrets/broker") + "]");
    assertFalse(Files.exists(fresh.resolve("state")));
    assertFalse(Files.exists(fresh.resolve("site.yaml")));
  }

  @Test
  void theStateAloneGoesWhereTheSiteFileSays() throws Exception {
    Files.createDirectories(fresh);
    Path site = fresh.resolve("site.yaml");
    Files.writeString(site, SITE.replace("directory: state", "directory: kept"));
    Files.writeString(fresh.resolve("my-meter.yaml"), PROFILE);
    record(fresh.resolve("kept"), 7);
    assertEquals(78, restore(site));
    assertEquals(0, restore(site, "--state-only"), () -> err.toString(UTF_8));
    assertEquals(42, recorded(fresh.resolve("kept")));
    assertEquals(7, recorded(fresh.resolve("kept/before-restore")));
    Files.writeString(site, Files.readString(site).replace("name: home", "name: cabin"));
    assertEquals(78, restore(site, "--state-only"));
    assertSaid("expected site home, found cabin");
  }

  @Test
  void nothingIsRestoredWhileTheDaemonRuns() throws Exception {
    record(old.resolve("state"), 43);
    try (StateLock use = StateLock.take(old.resolve("state"), "run")) {
      assertEquals(69, restore(old.resolve("site.yaml")), use::toString);
      assertSaid("not restored: " + old.resolve("state") + " is in use by spikewatt run, process ");
      assertEquals(43, recorded(old.resolve("state")));
    }
    assertEquals(0, restore(old.resolve("site.yaml")), () -> err.toString(UTF_8));
    assertEquals(42, recorded(old.resolve("state")));
  }

  @Test
  void aConfigurationThatThisReleaseRefusesIsNotPutInPlace() throws Exception {
    Path unknown = Files.writeString(old.resolve("site.yaml"), SITE.replace("broker:", "brokr:"));
    Backup.write(
        new Backup.Subject("9", "now", "home", unknown, List.of(), old.resolve("state")), file);
    assertEquals(78, restore(fresh.resolve("site.yaml")));
    assertSaid("brokr");
    assertFalse(Files.exists(fresh.resolve("site.yaml")));
    assertFalse(Files.exists(fresh.resolve("state/history.db")));
  }

  @Test
  void aDamagedBackupIsBadInput() throws Exception {
    Files.write(file, new byte[100]);
    assertEquals(65, restore(fresh.resolve("site.yaml")));
    assertSaid("home.backup is no backup that can be restored: ");
    assertFalse(Files.exists(fresh));
  }
}
