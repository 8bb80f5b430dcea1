package io.spikewatt.controller.backup;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.controller.history.HistoryStore;
import io.spikewatt.controller.history.KeptCommand;
import io.spikewatt.controller.history.SlotMean;
import io.spikewatt.hal.store.KeptValues;
import io.spikewatt.hal.store.StateLock;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class BackupTest {

  private static final Instant START = Instant.parse("2026-06-01T00:00:00Z");
  private static final Duration SLOT = Duration.ofMinutes(15);

  @TempDir private Path directory;
  private Path state = Path.of("");
  private Path target = Path.of("");

  /** The process ends here, as by kill -9. */
  private static final class Killed extends Error {
    private static final long serialVersionUID = 1L;
  }

  @BeforeEach
  void makeSite() throws Exception {
    state = directory.resolve("etc/state");
    target = directory.resolve("site.backup");
    Files.createDirectories(state.resolve("models"));
    Files.writeString(directory.resolve("etc/site.yaml"), "the site file");
    Files.writeString(directory.resolve("etc/secret"), "password");
    Files.writeString(state.resolve("models/load_w-1.model"), "a model");
    Files.writeString(state.resolve("models/load_w.record"), "names model 1");
    Files.writeString(state.resolve("models/load_w-2.model.new"), "half a model");
    Files.writeString(state.resolve("history.db.broken"), "set aside");
    Files.writeString(state.resolve("spikewatt-home.lock"), "1");
    KeptValues.in(state.resolve("compute-jobs.properties"), "jobs", text -> {}).put("c1", "2 kWh");
    try (HistoryStore store = HistoryStore.open(state)) {
      store.append(slot(0));
      store.noteCommand("id-1", Optional.of(kept()), START, SLOT);
    }
  }

  private static KeptCommand kept() {
    return new KeptCommand("limit-import", "{\"value\":3000}");
  }

  private static List<SlotMean> slot(int index) {
    Instant start = START.plus(SLOT.multipliedBy(index));
    return List.of(new SlotMean("load_w", start, index), new SlotMean("pv_w", start, -index));
  }

  private Backup.Written backup() throws IOException {
    Path named = directory.resolve("etc/secret");
    return Backup.write(
        new Backup.Subject(
            "1.0",
            START.toString(),
            "home",
            directory.resolve("etc/site.yaml"),
            List.of(named, Path.of("/somewhere/ca.pem")),
            state),
        target);
  }

  private void restore(Path into) throws IOException {
    try (BackupContent backup = BackupContent.open(target);
        StateRestore restore = StateRestore.open(into)) {
      restore.stage(backup);
      restore.commit();
    }
  }

  private static Map<String, Double> rows(Path state) throws Exception {
    Map<String, Double> rows = new TreeMap<>();
    try (HistoryStore store = HistoryStore.reading(state)) {
      for (String series : store.series()) {
        double[] values = store.read(series, START, START.plus(Duration.ofDays(60)), SLOT).values();
        for (int i = 0; i < values.length; i++) {
          if (!Double.isNaN(values[i])) {
            rows.put(series + " " + i, values[i]);
          }
        }
      }
    }
    return rows;
  }

  @Test
  void aRestoreOnAnEmptyBoxHasTheSameRowsModelsAndRequests() throws Exception {
    Backup.Written written = backup();
    assertEquals(List.of(Path.of("/somewhere/ca.pem")), written.leftOut());
    Path fresh = directory.resolve("fresh/state");
    restore(fresh);
    assertEquals(rows(state), rows(fresh));
    try (HistoryStore store = HistoryStore.open(fresh)) {
      assertEquals(List.of(kept()), store.keptCommands());
      assertEquals(Optional.empty(), store.problem());
      assertTrue(!store.noteCommand("id-1", Optional.empty(), START, SLOT));
    }
    for (String same :
        List.of("models/load_w-1.model", "models/load_w.record", "compute-jobs.properties")) {
      assertArrayEquals(
          Files.readAllBytes(state.resolve(same)), Files.readAllBytes(fresh.resolve(same)));
    }
    assertEquals(7, written.files() + 1, "two of the configuration, four of the state");
    assertEquals(written.bytes(), Files.size(target));
  }

  @Test
  void onlyItsOwnerReadsIt() throws Exception {
    backup();
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(target)));
    try (Stream<Path> beside = Files.list(directory)) {
      assertEquals(2, beside.count(), "nothing else is left beside it");
    }
  }

  @Test
  void itIsOfOneMomentWhileAWriterWrites() throws Exception {
    AtomicBoolean stop = new AtomicBoolean();
    List<Throwable> failures = new ArrayList<>();
    try (HistoryStore store = HistoryStore.open(state)) {
      Thread writer =
          new Thread(
              () -> {
                try {
                  for (int i = 1; !stop.get(); i++) {
                    store.append(slot(i % 5000));
                  }
                } catch (Exception e) {
                  failures.add(e);
                }
              });
      writer.start();
      Path fresh = directory.resolve("fresh");
      for (int i = 0; i < 5; i++) {
        backup();
        restore(fresh);
        Map<String, Double> rows = rows(fresh);
        long loads = rows.keySet().stream().filter(name -> name.startsWith("load_w")).count();
        assertEquals(2 * loads, rows.size(), "both series of a slot are in it, or none");
      }
      stop.set(true);
      writer.join();
    }
    assertEquals(List.of(), failures);
  }

  /** The state's files as a daemon that starts now finds them. */
  private static Map<String, String> visible(Path state) throws IOException {
    StateRestore.finish(state);
    Map<String, String> files = new HashMap<>();
    for (Path entry : StateFiles.entries(state)) {
      try (Stream<Path> below = Files.walk(entry)) {
        for (Path file : below.filter(Files::isRegularFile).toList()) {
          files.put(
              state.relativize(file).toString(),
              file.toString().contains("history.db") ? "" : Files.readString(file));
        }
      }
    }
    return files;
  }

  private static void makeOld(Path old) throws IOException {
    Files.createDirectories(old.resolve("models"));
    Files.writeString(old.resolve("models/load_w-9.model"), "an old model");
    Files.writeString(old.resolve("history.db-wal"), "of another history");
    Files.writeString(old.resolve("ev-visits.properties"), "old visits");
    Files.writeString(old.resolve("spikewatt-home.lock"), "2");
  }

  /** Kills at change number {@code last}; nothing is changed afterwards. */
  private static Consumer<String> killer(int last) {
    int[] left = {last};
    return step -> {
      if (left[0]-- <= 0) {
        throw new Killed();
      }
    };
  }

  /** One that is killed at its change number {@code last}; false if it has fewer. */
  private boolean killedAt(int last, Path into) throws IOException {
    try (BackupContent backup = BackupContent.open(target);
        StateRestore restore = StateRestore.open(into, killer(last))) {
      restore.stage(backup);
      restore.commit();
      return false;
    } catch (Killed killed) {
      return true;
    }
  }

  @Test
  void aRestoreThatIsKilledAnywhereLeavesTheOldStateOrTheNewOne() throws Exception {
    backup();
    Path sample = directory.resolve("sample");
    makeOld(sample);
    Map<String, String> before = visible(sample);
    restore(sample);
    Map<String, String> after = visible(sample);
    assertEquals("2", Files.readString(sample.resolve("spikewatt-home.lock")));
    assertEquals(
        "old visits", Files.readString(sample.resolve("before-restore/ev-visits.properties")));
    int kills = 0;
    int oldOnes = 0;
    boolean killed = true;
    while (killed) {
      Path into = directory.resolve("killed" + kills);
      makeOld(into);
      killed = killedAt(kills, into);
      Map<String, String> found = visible(into);
      assertTrue(found.equals(before) || found.equals(after), "kill " + kills + ": " + found);
      oldOnes += found.equals(before) ? 1 : 0;
      kills++;
    }
    assertTrue(oldOnes > 5 && kills - oldOnes > 5, oldOnes + " old of " + kills);
  }

  @Test
  void aCompletionThatIsKilledAnywhereIsCompletedByTheNext() throws Exception {
    backup();
    Path sample = directory.resolve("sample");
    makeOld(sample);
    restore(sample);
    Map<String, String> after = visible(sample);
    int committed = 0;
    boolean first = true;
    for (int one = 0; first; one++) {
      boolean second = true;
      for (int other = 0; second; other++) {
        Path into = directory.resolve("twice" + one + "-" + other);
        makeOld(into);
        first = killedAt(one, into);
        if (!Files.exists(into.resolve("restore.ready"))
            && !Files.exists(into.resolve("restore.moving"))) {
          break;
        }
        committed++;
        second = completionKilledAt(other, into);
        assertEquals(after, visible(into), "kills " + one + " and " + other);
      }
    }
    assertTrue(committed > 30, committed + " of them were committed");
  }

  private static boolean completionKilledAt(int last, Path into) throws IOException {
    try {
      StateRestore.open(into, killer(last)).close();
      return false;
    } catch (Killed killed) {
      return true;
    }
  }

  @Test
  void aSecondRestoreAndADaemonThatStartsMeanwhileAreRefused() throws Exception {
    backup();
    Path into = directory.resolve("into");
    try (BackupContent backup = BackupContent.open(target);
        StateRestore restore = StateRestore.open(into)) {
      restore.stage(backup);
      IOException second = assertThrows(IOException.class, () -> StateRestore.open(into).close());
      assertTrue(
          String.valueOf(second.getMessage())
              .contains("is in use by spikewatt restore, process " + ProcessHandle.current().pid()),
          second::toString);
      assertThrows(IOException.class, () -> StateLock.take(into, "run").close());
    }
    assertFalse(Files.exists(into.resolve("restore.new")), "it was not committed");
    try (StateLock use = StateLock.take(into, "run")) {
      assertEquals(List.of(), StateFiles.entries(into));
      assertThrows(IOException.class, () -> StateRestore.open(into).close(), use::toString);
    }
  }

  @Test
  void aRestoreThatCannotBeCompletedKeepsNoDaemonFromControl() throws Exception {
    Path into = directory.resolve("into");
    makeOld(into);
    Files.createDirectories(into.resolve("restore.ready"));
    Files.createFile(into.resolve("before-restore"));
    StateRestore.finish(into);
    assertTrue(Files.exists(into.resolve("restore.ready")));
    String problem = StateFiles.problems(into).getFirst();
    assertTrue(problem.contains("restore is not completed"), problem);
    assertThrows(IOException.class, () -> StateRestore.open(into).close());
  }

  private String refusal() {
    return String.valueOf(
        assertThrows(IOException.class, () -> BackupContent.open(target).close()).getMessage());
  }

  /** Writes the backup again with other bytes for one of its files. */
  private void change(String name, String content) throws IOException {
    Map<String, byte[]> all = new TreeMap<>();
    try (ZipFile zip = new ZipFile(target.toFile())) {
      for (ZipEntry entry : zip.stream().map(ZipEntry.class::cast).toList()) {
        all.put(entry.getName(), zip.getInputStream(entry).readAllBytes());
      }
    }
    all.put(name, content.getBytes(UTF_8));
    try (OutputStream file = Files.newOutputStream(target);
        ZipOutputStream zip = new ZipOutputStream(file)) {
      for (Map.Entry<String, byte[]> one : all.entrySet()) {
        zip.putNextEntry(new ZipEntry(one.getKey()));
        zip.write(one.getValue());
      }
    }
  }

  private String manifest() throws IOException {
    try (ZipFile zip = new ZipFile(target.toFile())) {
      return new String(
          zip.getInputStream(zip.getEntry(BackupManifest.NAME)).readAllBytes(), UTF_8);
    }
  }

  @Test
  void whatIsDamagedOrNewerOrLeadsOutsideIsRefused() throws Exception {
    assertTrue(refusal().contains("site.backup"));
    Files.writeString(target, "no zip file");
    assertTrue(refusal().contains("site.backup is no backup"));
    backup();
    change("state/models/load_w.record", "names model 7");
    assertTrue(refusal().endsWith("state/models/load_w.record is not as it was written"));
    backup();
    change(BackupManifest.NAME, manifest().replace("format: 1", "format: 2"));
    assertTrue(
        refusal()
            .endsWith(
                "expected a backup of format 1, found 2 made by release 1.0:"
                    + " restore it with that one"));
    for (String name : List.of("../x", "/x", "state/../../x", "state//x", "other/x")) {
      backup();
      change(BackupManifest.NAME, manifest() + "0".repeat(64) + "  " + name + "\n");
      assertTrue(refusal().contains("inside of the backup, found " + name), refusal());
    }
  }

  @Test
  void damagedNewerAndSetAsideFilesOfAStateAreNamed() throws Exception {
    Files.writeString(state.resolve("outages.properties"), ".format=7\n");
    List<String> problems = StateFiles.problems(state);
    assertEquals(2, problems.size(), problems.toString());
    assertTrue(problems.getFirst().contains("history.db.broken was set aside"));
    assertTrue(problems.getLast().contains("outages.properties"));
    assertTrue(problems.getLast().contains("found 7"));
    assertEquals(List.of(), StateFiles.problems(directory.resolve("none")));
  }

  @Test
  void aBackupIsReplacedOnlyByAWholeOne() throws Exception {
    backup();
    byte[] first = Files.readAllBytes(target);
    Files.writeString(state.resolve("history.db"), "no database at all, whatever it is called");
    assertThrows(IOException.class, this::backup);
    assertArrayEquals(first, Files.readAllBytes(target));
    assertFalse(Files.exists(directory.resolve("site.backup.new")));
  }
}
