package io.spikewatt.controller.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.spikewatt.controller.history.HistoryStore;
import io.spikewatt.controller.history.SlotMean;
import io.spikewatt.testkit.OneMeterSite;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the service's user gains by links in its own directory when root runs a command on it:
 * nothing. Each name that a command may use leads to a file, to a directory and to a missing file
 * of root's, and each command runs.
 */
final class StateLinksTest {

  /** Any number that is not root's. */
  private static final int SERVICE = 61234;

  private static final String SECRET = "known to root alone";

  /** What each name becomes a link to. */
  private enum Leads {
    FILE("secret/key"),
    DIRECTORY("secret/folder"),
    NOWHERE("secret/absent");

    private final String target;

    Leads(String target) {
      this.target = target;
    }
  }

  private static final List<String> NAMES =
      List.of(
          "history.db",
          "history.db-wal",
          "history.db-shm",
          "history.db-journal",
          "models",
          "models/load_w.record",
          "opcua",
          "write-budgets.properties",
          "kept.properties",
          "restore.new",
          "restore.new/models",
          "restore.config",
          "restore.config/site.yaml",
          "restore.ready",
          "restore.ready/planted",
          "restore.moving",
          "restore.moving/planted",
          "before-restore",
          "state.lock",
          "controller.lock",
          "spikewatt-test.lock",
          "spikewatt-test.sock",
          "page-certificate.pem",
          "page-certificate.pem.new",
          "page-token");

  @TempDir private Path directory;
  private final ByteArrayOutputStream said = new ByteArrayOutputStream();
  private Path site = Path.of("");
  private Path state = Path.of("");
  private Path own = Path.of("");

  @BeforeEach
  void makeSite() throws Exception {
    assumeTrue(
        "root".equals(System.getProperty("user.name")),
        "SKIPPED: only root can play the service's user beside root");
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
    Path etc = Files.createDirectory(directory.resolve("etc"));
    own = Files.createDirectory(directory.resolve("root"));
    Files.setPosixFilePermissions(own, PosixFilePermissions.fromString("rwx------"));
    site = OneMeterSite.write(etc, "test");
    state = etc.resolve("state");
    try (HistoryStore store = HistoryStore.open(own)) {
      store.append(List.of(new SlotMean("load_w", Instant.EPOCH, 42)));
    }
    freshState();
    assertEquals(0, run("backup", own.resolve("sound.backup").toString()), this::said);
  }

  private void freshState() throws Exception {
    delete(state);
    delete(directory.resolve("secret"));
    Path secret = Files.createDirectories(directory.resolve("secret/folder"));
    Files.writeString(secret.resolve("inner"), SECRET);
    Files.writeString(secret.resolveSibling("key"), SECRET);
    for (Path each : List.of(secret.resolve("inner"), secret.resolveSibling("key"))) {
      Files.setPosixFilePermissions(each, PosixFilePermissions.fromString("rw-------"));
    }
    Files.setPosixFilePermissions(
        secret.resolveSibling(""), PosixFilePermissions.fromString("rwx------"));
    Files.createDirectories(state.resolve("models"));
    Files.writeString(state.resolve("models/load_w.record"), "names no model");
    Files.copy(own.resolve("history.db"), state.resolve("history.db"));
    try (Stream<Path> all = Files.walk(state)) {
      for (Path each : all.toList()) {
        give(each);
      }
    }
  }

  private static void give(Path path) throws IOException {
    Files.setAttribute(path, "unix:uid", SERVICE, NOFOLLOW_LINKS);
    Files.setAttribute(path, "unix:gid", SERVICE, NOFOLLOW_LINKS);
  }

  private static void delete(Path path) throws IOException {
    if (!Files.exists(path, NOFOLLOW_LINKS)) {
      return;
    }
    try (Stream<Path> all = Files.walk(path)) {
      for (Path each : all.toList().reversed()) {
        Files.delete(each);
      }
    }
  }

  private String said() {
    return said.toString(UTF_8);
  }

  private int run(String... words) {
    List<String> arguments = new ArrayList<>(List.of(words));
    arguments.addAll(List.of("--config", site.toString()));
    PrintStream to = new PrintStream(said, true, UTF_8);
    return Main.run(arguments, to, to).number();
  }

  private void plant(String name, Leads leads) throws IOException {
    Path link = state.resolve(name);
    delete(link);
    Path folder = link.resolveSibling("");
    boolean missing = !Files.exists(folder);
    Files.createDirectories(folder);
    Files.createSymbolicLink(link, directory.resolve(leads.target));
    List<Path> made = missing ? List.of(folder, link) : List.of(link);
    for (Path each : made) {
      give(each);
    }
  }

  /** All of root's: owner, mode and content by path. */
  private Map<String, String> ofRoot() throws IOException {
    Map<String, String> all = new TreeMap<>();
    try (Stream<Path> paths = Files.walk(directory.resolve("secret"))) {
      for (Path path : paths.toList()) {
        all.put(
            path.toString(),
            Files.getAttribute(path, "unix:uid", NOFOLLOW_LINKS)
                + " "
                + Files.getAttribute(path, "unix:mode", NOFOLLOW_LINKS)
                + " "
                + (Files.isRegularFile(path, NOFOLLOW_LINKS) ? Files.readString(path) : ""));
      }
    }
    return all;
  }

  /** Files that the service's user holds, and what root keeps there of its own. */
  private List<String> gained() throws IOException {
    List<String> gained = new ArrayList<>();
    try (Stream<Path> paths = Files.walk(state)) {
      for (Path path : paths.toList()) {
        boolean file = Files.isRegularFile(path, NOFOLLOW_LINKS);
        if (file && new String(Files.readAllBytes(path), UTF_8).contains(SECRET)) {
          gained.add(path + " holds root's secret");
        }
        if (!Files.getAttribute(path, "unix:uid", NOFOLLOW_LINKS).equals(SERVICE)) {
          gained.add(path + " is not the service's");
        }
      }
    }
    return gained;
  }

  private List<String> inBackup(Path backup) throws IOException {
    List<String> found = new ArrayList<>();
    if (Files.exists(backup)) {
      try (ZipFile zip = new ZipFile(backup.toFile())) {
        for (ZipEntry entry : zip.stream().map(ZipEntry.class::cast).toList()) {
          if (new String(zip.getInputStream(entry).readAllBytes(), UTF_8).contains(SECRET)) {
            found.add(entry.getName() + " of the backup holds root's secret");
          }
        }
      }
    }
    return found;
  }

  /** Each name alone: what a command writes, it writes in a sequence that one link may end. */
  private void linksLeadNowhere(String... command) throws Exception {
    List<String> broken = new ArrayList<>();
    for (String name : NAMES) {
      for (Leads leads : Leads.values()) {
        broken.addAll(found(List.of(name), leads, command));
      }
    }
    assertEquals(List.of(), broken, String.join(" ", command));
  }

  /** All names at once, for a command that only reads. */
  private void readingLeadsNowhere(String... command) throws Exception {
    List<String> top = NAMES.stream().filter(name -> !name.contains("/")).toList();
    List<String> broken = new ArrayList<>(found(List.of("history.db"), Leads.FILE, command));
    for (Leads leads : Leads.values()) {
      broken.addAll(found(top, leads, command));
      List<String> beside = top.stream().filter(name -> !name.equals("history.db")).toList();
      broken.addAll(found(beside, leads, command));
    }
    assertEquals(List.of(), broken, String.join(" ", command));
  }

  private List<String> found(List<String> names, Leads leads, String... command) throws Exception {
    freshState();
    for (String name : names) {
      plant(name, leads);
    }
    Map<String, String> before = ofRoot();
    Path backup = own.resolve("new.backup");
    Files.deleteIfExists(backup);
    said.reset();
    run(command);
    List<String> found = new ArrayList<>(gained());
    found.addAll(inBackup(backup));
    if (!ofRoot().equals(before)) {
      found.add("root's directory was " + before + " and is " + ofRoot());
    }
    if (said().contains(SECRET)) {
      found.add("it says root's secret");
    }
    return found.stream().map(what -> names + " to " + leads + ": " + what).toList();
  }

  @Test
  void backup() throws Exception {
    linksLeadNowhere("backup", own.resolve("new.backup").toString());
  }

  @Test
  void restore() throws Exception {
    linksLeadNowhere("restore", own.resolve("sound.backup").toString(), "--state-only");
  }

  @Test
  void pageCertificate() throws Exception {
    linksLeadNowhere("page", "certificate");
  }

  @Test
  void pageCertificateAnew() throws Exception {
    linksLeadNowhere("page", "certificate", "--renew");
  }

  @Test
  void historyExport() throws Exception {
    readingLeadsNowhere("history", "export", "--from", "1970-01-01", "--to", "1970-01-02");
  }

  @Test
  void check() throws Exception {
    readingLeadsNowhere("check");
  }

  @Test
  void backtest() throws Exception {
    readingLeadsNowhere("backtest", "--history", "--from", "1970-01-01", "--to", "1970-01-02");
  }

  @Test
  void status() throws Exception {
    readingLeadsNowhere("status");
  }

  @Test
  void why() throws Exception {
    readingLeadsNowhere("why");
  }

  /** Its lock, the counts of writes and the certificates lie there; it waits for a device. */
  @Test
  void commission() throws Exception {
    battery();
    List<String> written = List.of("controller.lock", "write-budgets.properties", "opcua");
    String[] trial = {
      "commission", "--device", "battery1", "--min", "0", "--max", "100", "--step-s", "1"
    };
    assertEquals(List.of(), found(written, Leads.NOWHERE, trial));
  }

  /** A device that can be set and refuses connections. */
  private void battery() throws IOException {
    Files.writeString(
        site,
        Files.readString(site)
            + """
              - id: battery1
                profile: hybrid-battery
                connection: { modbus-tcp: 127.0.0.1, port: 1 }
                battery: { capacity-wh: 10000, charge-w: 5000, discharge-w: 5000 }
            """);
  }

  @Test
  void theDaemonDoesNotRunAsRootInTheServicesDirectory() throws Exception {
    assertEquals(64, run("run"), this::said);
    assertTrue(said().contains("state belongs to user " + SERVICE), said());
    assertEquals(List.of(), gained());
  }

  @Test
  void anExportIntoTheServicesDirectoryFollowsNoLink() throws Exception {
    freshState();
    plant("out.csv", Leads.FILE);
    Map<String, String> before = ofRoot();
    run(
        "history",
        "export",
        "--from",
        "1970-01-01",
        "--to",
        "1970-01-02",
        "--output",
        state.resolve("out.csv").toString());
    assertEquals(before, ofRoot());
  }

  @Test
  void aBackupIntoTheServicesDirectoryFollowsNoLink() throws Exception {
    for (String name : List.of("b.zip", "b.zip.new", "b.zip.history")) {
      freshState();
      plant(name, Leads.FILE);
      Map<String, String> before = ofRoot();
      run("backup", state.resolve("b.zip").toString());
      assertEquals(before, ofRoot(), name);
    }
  }

  @Test
  void asTheOwnerEverythingStillWorks() throws Exception {
    Files.writeString(state.resolve("page-token"), "0123456789abcdef0123456789abcdef");
    give(state.resolve("page-token"));
    Path backup = own.resolve("new.backup");
    assertEquals(0, run("backup", backup.toString()), this::said);
    assertEquals(0, run("restore", backup.toString(), "--state-only"), this::said);
    assertEquals(0, run("page", "certificate"), this::said);
    assertEquals(List.of(), gained());
    assertTrue(Files.exists(state.resolve("before-restore/history.db")));
    assertEquals(0, Files.getAttribute(backup, "unix:uid"));
    assertFalse(said().contains("not in the backup"), said());
  }
}
