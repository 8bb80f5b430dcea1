package io.spikewatt.simulator.drill;

import static io.spikewatt.simulator.drill.BrokerClient.is;
import static io.spikewatt.simulator.drill.BrokerClient.message;
import static io.spikewatt.simulator.drill.Drill.onSite;
import static io.spikewatt.simulator.drill.Drill.require;
import static io.spikewatt.simulator.drill.Drill.text;

import io.spikewatt.controller.history.CredibleSlots;
import io.spikewatt.controller.history.HistoryStore;
import io.spikewatt.controller.history.SiteSeries;
import io.spikewatt.controller.history.SlotMean;
import io.spikewatt.hal.store.KeptValues;
import io.spikewatt.hal.time.Moment;
import io.spikewatt.hal.time.QuarterHour;
import io.spikewatt.simulator.physics.PlantWrite.Device;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.tinylog.Logger;

/** What outlives a process, and disks that fail. */
final class StateDrills {

  private static final String LOAD = "\"loadW\":{\"value\"";
  private static final int KILLS = 200;
  private static final int KILLS_SHORT = 2;

  /** Before the end of a restore, about when it begins to replace. */
  private static final double RESTORE_END_S = 0.2;

  /** Longest time between two writes of a battery whose setpoint stays. */
  private static final double HEARTBEAT_S = 10;

  private StateDrills() {}

  static List<Drill> all() {
    return List.of(
        onSite(1, "power cut at any moment", true, StateDrills::powerCut),
        onSite(1, "torn files", false, StateDrills::tornFiles),
        onSite(2, "kill -9 again and again", false, StateDrills::kills),
        onSite(2, "kill -9 in a restore", false, StateDrills::killedRestore),
        new Drill(3, "full disk", true, rig -> disk(rig, new FullDisk())),
        new Drill(3, "disk that turns read-only", false, rig -> disk(rig, new ReadOnlyDisk())),
        new Drill(3, "disk with errors (EIO)", false, rig -> disk(rig, new FailingDisk())));
  }

  /**
   * After each kill the acknowledged limit is in force again, and its message once more is not
   * carried out twice. Fails if ids or limits are not kept, or the start takes too long.
   */
  private static String kills(DrillSite site) throws Exception {
    int kills = site.rig.shortForm() ? KILLS_SHORT : KILLS;
    Random random = new Random(2);
    double longest = 0;
    Daemon daemon = site.control();
    for (int i = 1; i <= kills; i++) {
      String command = message("kill-" + i, Instant.now(), Integer.toString(3_900 - i));
      String taken = site.operator.command("limit-export", command);
      require(taken.contains("\"accepted\":true"), "kill %d: not accepted: %s", i, taken);
      Thread.sleep(random.nextInt(1_000));
      int code = site.kill(daemon);
      require(code == 137, "kill %d: exit code %d", i, code);
      double from = MeasuredWait.now();
      daemon = site.control();
      longest = Math.max(longest, MeasuredWait.now() - from);
      site.faultBegins();
      String limit = "\"exportW\":" + (3_900 - i);
      site.operator.await("limit " + limit + " after kill " + i, 15, from, is("state", limit));
      String again = site.operator.command("limit-export", command);
      require(again.contains("already in force"), "kill %d: the id again: %s", i, again);
    }
    require(site.writes.since(0, Device.BATTERY).size() > kills, "the battery was not controlled");
    return text(
        "%d kills: each limit in force again, each id known; control back after at most %.1f s",
        kills, longest);
  }

  /**
   * A restore that is killed leaves the state before it or the backup's, and the next start
   * controls with that one. Fails if files of both are mixed, or the daemon does not start.
   */
  private static String killedRestore(DrillSite site) throws Exception {
    int kills = site.rig.shortForm() ? 2 : 20;
    Random random = new Random(4);
    Path backup = site.rig.directory().resolve("backup.zip");
    Path kept = site.rig.directory().resolve("kept");
    Daemon daemon = site.control();
    accept(site, "before", 5_137, 1_800);
    require(site.command("backup", backup.toString()).waitFor() == 0, "no backup was made");
    accept(site, "after", 5_249, 1_700);
    daemon.terminate();
    site.gone();
    SystemCommands.copy(site.state(), kept);
    double took = restore(site, backup, Double.POSITIVE_INFINITY);
    int old = 0;
    for (int i = 1; i <= kills; i++) {
      SystemCommands.copy(kept, site.state());
      restore(site, backup, took - random.nextDouble(RESTORE_END_S));
      double from = MeasuredWait.now();
      daemon = site.control();
      site.faultBegins();
      String state =
          site.operator.await("a state after kill " + i, 15, from, is("state")).payload();
      boolean before = state.contains("\"exportW\":1800,");
      require(
          before
              ? state.contains("5137")
              : state.contains("\"exportW\":1700,") && state.contains("5249"),
          "kill %d: neither the backup's state nor the one before: %s",
          i,
          state);
      old += before ? 0 : 1;
      site.kill(daemon);
    }
    return text(
        "%d kills: %d times the state before, %d times the backup's", kills, old, kills - old);
  }

  private static void accept(DrillSite site, String id, int jobWh, int exportW) throws Exception {
    String job = "{\"energyWh\":%d,\"by\":\"%s\"}".formatted(jobWh, later());
    site.operator.accepted("compute/compute1", "job-" + id, job);
    site.operator.accepted("limit-export", id, Integer.toString(exportW));
  }

  /** Restores, and kills that after some seconds; returns how long it took. */
  private static double restore(DrillSite site, Path backup, double killedAfterS) throws Exception {
    double from = MeasuredWait.now();
    Process restore = site.command("restore", backup.toString(), "--state-only");
    boolean killed =
        !restore.waitFor((long) Math.min(60_000, 1_000 * killedAfterS), TimeUnit.MILLISECONDS);
    restore.destroyForcibly();
    int code = restore.waitFor();
    require(killed || code == 0, "the restore ends with %d", code);
    return MeasuredWait.now() - from;
  }

  /**
   * The disk as a power cut leaves it: only what the daemon has synced is in the image. Fails if an
   * answered limit or job is not there after the next start, as with a missing fsync.
   */
  private static String powerCut(DrillSite site) throws Exception {
    int cuts = site.rig.shortForm() ? 1 : 10;
    Random random = new Random(1);
    Path image = site.rig.directory().resolve("disk.img");
    SystemCommands.makeImage(image);
    for (int i = 1; i <= cuts; i++) {
      SystemCommands.mountImage(image, site.state());
      Daemon daemon = site.control();
      site.faultBegins();
      String limit = Integer.toString(3_800 - i);
      String job = "{\"energyWh\":%d,\"by\":\"%s\"}".formatted(5_000 + i, later());
      // The database's sync may take a file's new name along, so each comes last in turn.
      if (i % 2 == 0) {
        site.operator.accepted("limit-export", "cut-" + i, limit);
      }
      site.operator.accepted("compute/compute1", "job-" + i, job);
      if (i % 2 == 1) {
        site.operator.accepted("limit-export", "cut-" + i, limit);
      }
      Thread.sleep(random.nextInt(200));
      daemon.signal("STOP");
      Path cut = site.rig.directory().resolve("cut.img");
      SystemCommands.run("cp", image.toString(), cut.toString());
      site.kill(daemon);
      SystemCommands.unmount(site.state());
      Files.move(cut, image, StandardCopyOption.REPLACE_EXISTING);
      SystemCommands.mountImage(image, site.state());
      double from = MeasuredWait.now();
      Daemon next = site.control();
      site.operator.await("limit of cut " + i, 15, from, is("state", "\"exportW\":" + limit + ","));
      site.operator.await("job of cut " + i, 15, from, is("state", "" + (5_000 + i)));
      site.kill(next);
      SystemCommands.unmount(site.state());
    }
    return text("%d cuts: the answered limit and job in force again", cuts);
  }

  private static String later() {
    return Instant.now().plus(Duration.ofHours(5)).toString();
  }

  /**
   * Every file of the state cut short and garbled. Fails if the daemon does not start, or a sound
   * part is lost with a torn one: ids of the database count after its journal's tail is gone.
   */
  private static String tornFiles(DrillSite site) throws Exception {
    Path good = site.rig.directory().resolve("good");
    Random random = new Random(3);
    int starts = 0;
    Daemon first = site.control();
    String job = "{\"energyWh\":5000,\"by\":\"%s\"}".formatted(later());
    site.operator.accepted("compute/compute1", "job", job);
    site.operator.accepted("limit-export", "torn", "1900");
    site.kill(first);
    SystemCommands.copy(site.state(), good);
    List<Path> files;
    try (Stream<Path> all = Files.walk(good)) {
      files = all.filter(Files::isRegularFile).sorted().toList();
    }
    for (Path file : files) {
      for (boolean garbled : List.of(false, true)) {
        SystemCommands.copy(good, site.state());
        tear(site.state().resolve(good.relativize(file)), garbled, random);
        Daemon daemon = site.control();
        site.faultBegins();
        double from = MeasuredWait.now();
        site.operator.await("state", 20, from, is("state"));
        String torn = good.relativize(file).toString();
        if (!torn.startsWith("history.db")) {
          site.operator.await("limit beside " + torn, 15, from, is("state", "\"exportW\":1900"));
        }
        if (!torn.startsWith("compute-jobs")) {
          site.operator.await("job beside " + torn, 15, from, is("state", "5000"));
        }
        site.kill(daemon);
        starts++;
      }
    }
    int bytes = everyByte(site.rig.directory(), good);
    return text(
        "%d starts with one of %d files torn or garbled, each controls and keeps what lay in"
            + " the others; the journal cut and"
            + " garbled at each of its last %d bytes opens",
        starts, files.size(), bytes);
  }

  private static void tear(Path file, boolean garbled, Random random) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    int at = bytes.length == 0 ? 0 : random.nextInt(bytes.length);
    if (garbled) {
      for (int i = at; i < Math.min(bytes.length, at + 512); i++) {
        bytes[i] = (byte) random.nextInt();
      }
      Files.write(file, bytes);
    } else {
      Files.write(file, Arrays.copyOf(bytes, at));
    }
  }

  /** The last block of the database's journal, cut and garbled at every byte. */
  private static int everyByte(Path directory, Path good) throws Exception {
    byte[] journal = Files.readAllBytes(good.resolve("history.db-wal"));
    int last = Math.min(journal.length, 4_096);
    require(last > 0, "the journal is empty");
    Path torn = directory.resolve("torn");
    for (int i = 0; i < 2 * last; i++) {
      SystemCommands.run("rm", "-rf", torn.toString());
      Files.createDirectories(torn);
      Files.copy(good.resolve("history.db"), torn.resolve("history.db"));
      int at = journal.length - 1 - i / 2;
      byte[] bytes = i % 2 == 0 ? Arrays.copyOf(journal, at) : journal.clone();
      if (i % 2 == 1) {
        bytes[at] ^= (byte) 0x55;
      }
      Files.write(torn.resolve("history.db-wal"), bytes);
      try (HistoryStore store = HistoryStore.open(torn)) {
        require(store.problem().isEmpty(), "byte %d: %s", at, store.problem());
        require(fresh(store, "new"), "byte %d: a new id counts as known", at);
        require(!fresh(store, "job"), "byte %d: the id before the last is lost", at);
        store.keptCommands();
      }
    }
    return last;
  }

  private static boolean fresh(HistoryStore store, String id) throws Exception {
    return store.noteCommand(id, Optional.empty(), Instant.now(), Duration.ofDays(8));
  }

  /**
   * A quarter hour ends while the disk fails. Fails if control stops (its cycles are compared with
   * those before, because the machine may be busy), the alarm is missing, a command that loosens is
   * taken, one that tightens is not, or a slot is lost when the disk works again. A start on the
   * failed disk has to control as well.
   */
  private static String disk(Drill.Rig rig, Disk disk) throws Exception {
    ProcessFaults faults = new ProcessFaults(rig);
    try (DrillSite site = new DrillSite(rig, faults.environment())) {
      disk.mount(site.state());
      Instant quarter = QuarterHour.startOf(Instant.now()).plusSeconds(900);
      keepRunningSlot(site.state(), quarter);
      faults.set(quarter.minusSeconds(60));
      site.control();
      double started = MeasuredWait.now();
      MeasuredWait.until(
          "10 s of a known load",
          40,
          () -> site.operator.since(started).stream().filter(is("state", LOAD)).count() >= 10);
      double broken = MeasuredWait.now();
      disk.fail(site.state(), faults);
      site.faultBegins();
      // A step of less than a minute, so that the clock is believed.
      faults.set(quarter.minusSeconds(3));
      site.operator.await("alarm", 40, broken, is("state", "history cannot be"));
      String loose = message("loose", faults.now(), "0");
      String loosens = site.operator.command("setpoint/battery1", loose);
      require(loosens.contains("cannot be kept"), "expected a refusal: %s", loosens);
      site.operator.accepted("limit-export", message("tight", faults.now(), "1600"));
      site.operator.await("limit", 10, broken, is("state", "\"exportW\":1600"));
      double calm = site.operator.longestGap(started, broken, is("state"));
      double cycles = site.operator.longestGap(broken, MeasuredWait.now(), is("state"));
      require(cycles < 2 + 2 * calm, "no cycle for %.1f s, before %.1f s", cycles, calm);
      double gap = site.fed(broken, HEARTBEAT_S + 2 * calm);
      String end;
      if (disk.recover(site.state(), faults)) {
        double mended = MeasuredWait.now();
        faults.set(quarter.plusSeconds(900 - 3));
        site.operator.await(
            "no alarm",
            40,
            mended,
            is("state").and(heard -> !heard.payload().contains("history cannot be")));
        try (HistoryStore store = HistoryStore.reading(site.state())) {
          boolean kept = false;
          for (String series : store.series()) {
            kept |= store.span(series).orElseThrow().first().isBefore(quarter);
          }
          require(kept, "the slot before %s is lost", quarter);
        }
        end = "the slot of the failure written once it worked again";
      } else {
        site.kill(site.daemon());
        site.control();
        end = "a new start on it controls";
      }
      return text(
          "control went on (cycles at most %.1f s apart, before %.1f s; battery's writes %.1f s),"
              + " alarm, loosening refused, tightening taken; %s; %s",
          cycles, calm, gap, end, site.envelope());
    }
  }

  /** Thirteen minutes of the slot that ends at {@code quarter}: less than half of one is none. */
  private static void keepRunningSlot(Path state, Instant quarter) {
    CredibleSlots slots = new CredibleSlots(QuarterHour.LENGTH, Instant.MIN);
    for (int minute = 0; minute <= 13; minute++) {
      Instant at = quarter.minusSeconds(900 - 60 * minute);
      Moment now = new Moment(60_000_000_000L * minute, at);
      List<SlotMean> _ = slots.add(now, Map.of(SiteSeries.LOAD_W, OptionalDouble.of(1_000)));
    }
    slots.keep(
        KeptValues.in(state.resolve("running-slot.properties"), "the running slot", Logger::warn));
  }

  /** A disk that fails and may recover. */
  private abstract static class Disk {
    void mount(Path at) throws Exception {
      Files.createDirectories(at);
    }

    abstract void fail(Path at, ProcessFaults faults) throws Exception;

    /** Returns false if only a new start recovers. */
    abstract boolean recover(Path at, ProcessFaults faults) throws Exception;
  }

  /**
   * A file system without a free byte. A reader keeps the history's log from being written over
   * from its start, which needs no space.
   */
  private static final class FullDisk extends Disk {
    private @Nullable Connection reader;

    @Override
    void mount(Path at) throws Exception {
      SystemCommands.mountSmall(at);
    }

    @Override
    void fail(Path at, ProcessFaults faults) throws Exception {
      Connection open = DriverManager.getConnection("jdbc:sqlite:" + at.resolve("history.db"));
      reader = open;
      open.setAutoCommit(false);
      try (Statement first = open.createStatement();
          ResultSet rows = first.executeQuery("SELECT count(*) FROM sqlite_master")) {
        rows.next();
      }
      try (OutputStream out = Files.newOutputStream(at.resolve("filler"))) {
        byte[] block = new byte[512];
        for (int i = 0; ; i++) {
          out.write(block);
        }
      } catch (IOException full) {
        Logger.debug("{}", full.getMessage());
      }
    }

    @Override
    boolean recover(Path at, ProcessFaults faults) throws Exception {
      Objects.requireNonNull(reader).close();
      Files.delete(at.resolve("filler"));
      return true;
    }
  }

  /** Ext4 that meets an error and mounts itself read-only, as on an SD card. */
  private static final class ReadOnlyDisk extends Disk {
    @Override
    void mount(Path at) throws Exception {
      Path image = at.resolveSibling("disk.img");
      SystemCommands.makeImage(image);
      SystemCommands.mountImage(image, at);
    }

    @Override
    void fail(Path at, ProcessFaults faults) throws Exception {
      String device = SystemCommands.run("findmnt", "-n", "-o", "SOURCE", at.toString()).strip();
      Path trigger = Path.of("/sys/fs/ext4/" + Path.of(device).getFileName() + "/trigger_fs_error");
      try {
        Files.writeString(trigger, "drill");
      } catch (IOException e) {
        throw new Drill.Skipped("no error can be triggered: " + e);
      }
    }

    @Override
    boolean recover(Path at, ProcessFaults faults) {
      return false;
    }
  }

  private static final class FailingDisk extends Disk {
    @Override
    void fail(Path at, ProcessFaults faults) throws IOException {
      faults.failWrites(ProcessFaults.EIO);
    }

    @Override
    boolean recover(Path at, ProcessFaults faults) throws IOException {
      faults.failWrites(0);
      return true;
    }
  }
}
