package io.spikewatt.simulator.drill;

import static io.spikewatt.simulator.drill.BrokerClient.is;
import static io.spikewatt.simulator.drill.BrokerClient.power;
import static io.spikewatt.simulator.drill.Drill.onSite;
import static io.spikewatt.simulator.drill.Drill.require;
import static io.spikewatt.simulator.drill.Drill.text;

import io.spikewatt.simulator.envelope.Visibility;
import io.spikewatt.simulator.physics.PlantWrite.Device;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A process that runs out of something, hangs or stands still. */
final class ProcessDrills {

  /** Threads of the virtual machine and of this tool. */
  private static final Pattern NOT_OURS =
      Pattern.compile(
          "Reference Handler|Finalizer|Signal Dispatcher|Service Thread|Monitor Deflation.*|C[12]"
              + " Compiler.*|Notification Thread|Common-Cleaner|Attach Listener|main|stop"
              + "|DestroyJavaVM|process reaper.*|SIGHUP handler");

  private static final Pattern THREAD = Pattern.compile("(?m)^\"([^\"]+)\" #\\d+");

  private ProcessDrills() {}

  static List<Drill> all() {
    return List.of(
        onSite(20, "too little memory", false, ProcessDrills::memory),
        onSite(20, "an error in each thread", false, ProcessDrills::threads),
        new Drill(20, "a decision that hangs", false, ProcessDrills::hangs),
        onSite(21, "daemon stopped for 20 s", true, ProcessDrills::stopped),
        onSite(21, "no CPU left", false, ProcessDrills::starved),
        onSite(22, "bad configuration and reload", false, ProcessDrills::badReload));
  }

  /**
   * The same command line with a heap that cannot do. Fails if a daemon that gets no memory lives
   * on, which systemd would not notice.
   */
  private static String memory(DrillSite site) throws Exception {
    Daemon daemon = site.control();
    List<String> command =
        Stream.of(Files.readString(Path.of("/proc/" + daemon.pid() + "/cmdline")).split("\0"))
            .map(word -> word.equals("-Xmx96m") ? "-Xmx10m" : word)
            .toList();
    require(command.contains("-Xmx10m"), "the heap is not where it was: %s", command);
    site.kill(daemon);
    Path log = site.rig.directory().resolve("small.log");
    Process small = SystemCommands.start(log, command);
    MeasuredWait.until("the end without memory", 60, () -> !small.isAlive());
    String said = Files.readString(log);
    require(
        small.exitValue() == 3 && said.contains("OutOfMemoryError"),
        "exit code %d: %s",
        small.exitValue(),
        said);
    double from = MeasuredWait.now();
    site.control();
    double took = MeasuredWait.now() - from;
    site.faultBegins();
    double back = MeasuredWait.now();
    site.operator.await("state", 20, back, is("state"));
    return text(
        "ended with 3 (ExitOnOutOfMemoryError), the next start controls after %.1f s", took);
  }

  private static String jcmd(Daemon daemon, String... command) throws Exception {
    return SystemCommands.run(
        System.getProperty("java.home") + "/bin/jcmd",
        Long.toString(daemon.pid()),
        String.join(" ", command));
  }

  private static Set<String> threadNames(Daemon daemon) throws Exception {
    return THREAD
        .matcher(jcmd(daemon, "Thread.print"))
        .results()
        .map(thread -> thread.group(1))
        .filter(name -> !NOT_OURS.matcher(name).matches())
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  private static void agent(Daemon daemon, Drill.Rig rig, String order) throws Exception {
    String said =
        jcmd(
            daemon,
            "JVMTI.agent_load",
            rig.tools().resolve("threads.so").toString(),
            "\"" + order + "\"");
    require(said.contains("return code: 0"), "%s: %s", order, said.strip());
  }

  /**
   * An error is thrown in one thread after the other. Fails if a thread dies and neither the
   * process ends, for systemd to start it again, nor all devices are read on and a command is
   * answered.
   */
  private static String threads(DrillSite site) throws Exception {
    Daemon daemon = site.reporting();
    Set<String> todo = threadNames(daemon);
    int ended = 0;
    List<String> lived = new ArrayList<>();
    List<String> waited = new ArrayList<>();
    site.faultBegins();
    for (String name : todo) {
      if (!threadNames(daemon).contains(name)) {
        waited.add(name);
        continue;
      }
      double at = MeasuredWait.now();
      agent(daemon, site.rig, "stop:" + name);
      Daemon hit = daemon;
      hit.until(
          name + ": ended, or everything read again",
          30,
          () -> !hit.alive() || (passed(at, 15) && everythingRead(site, hit, at)));
      if (hit.alive()) {
        site.operator.command("limit-export", "after-" + lived.size(), "3500");
        lived.add(name);
      } else {
        int code = hit.exitCode(1);
        require(code == 70 || code == 3, "%s: exit code %d", name, code);
        ended++;
        site.gone();
        daemon = site.reporting();
      }
    }
    return text(
        "%d threads: %d ended the process (70) and a new one controlled; %s went on with every"
            + " device read; not there any more: %s",
        todo.size(), ended, lived, waited);
  }

  /** Whether telemetry of the last seconds shows every device's power, and the battery is fed. */
  private static boolean everythingRead(DrillSite site, Daemon daemon, double since) {
    double recent = Math.max(since + 3, MeasuredWait.now() - 6);
    return !daemon.alive()
        || (Stream.of("meter1", "battery1", "pv1", "feeder1", "ev1", "compute1")
                .allMatch(id -> site.operator.first(recent, power(id)).isPresent())
            && site.writes.longestGap(since, Device.BATTERY) < 15);
  }

  /**
   * The control thread hangs. The bench watches as systemd does: without WATCHDOG=1 for 30 s it
   * kills and starts again. Fails if the watchdog is fed all the same.
   */
  private static String hangs(Drill.Rig rig) throws Exception {
    Path socket = rig.directory().resolve("notify");
    Path heard = rig.directory().resolve("notified");
    Process systemd =
        SystemCommands.start(
            heard, List.of("/usr/bin/socat", "-u", "UNIX-RECV:" + socket, "STDOUT"));
    try (DrillSite site = new DrillSite(rig, Map.of("NOTIFY_SOCKET", socket.toString()))) {
      MeasuredWait.until("the socket", 10, () -> Files.exists(socket));
      Daemon daemon = site.control();
      MeasuredWait.until("WATCHDOG=1", 30, () -> Files.readString(heard).contains("WATCHDOG=1"));
      Set<String> names = threadNames(daemon);
      String control =
          names.stream()
              .filter(name -> name.matches("control.*|cycle.*"))
              .findFirst()
              .orElseThrow(() -> new Drill.Failed("no control thread: " + names));
      double hung = MeasuredWait.now();
      agent(daemon, rig, "suspend:" + control);
      site.sight().controller(Visibility.Controller.STALLED);
      long[] size = {Files.size(heard)};
      double[] fed = {hung};
      double silent =
          MeasuredWait.until(
              "30 s without WATCHDOG=1",
              60,
              () -> {
                long now = Files.size(heard);
                fed[0] = now > size[0] ? MeasuredWait.now() : fed[0];
                size[0] = now;
                return MeasuredWait.now() - fed[0] > 30;
              });
      daemon.signal("ABRT");
      require(daemon.exitCode(20) != 0, "it ended well");
      site.gone();
      site.control();
      double back = MeasuredWait.now() - hung;
      site.faultBegins();
      double again = MeasuredWait.now();
      site.operator.await("state", 20, again, is("state"));
      return text(
          "thread \"%s\" hung: the watchdog's 30 s were over after %.1f s, control back after %.1f"
              + " s; %s",
          control, silent, back, site.envelope());
    } finally {
      systemd.destroy();
    }
  }

  /** Fails if missed cycles are made up for with a burst of writes, or control does not go on. */
  private static String stopped(DrillSite site) throws Exception {
    double length = site.rig.shortForm() ? 12 : 20;
    Daemon daemon = site.reporting();
    double calm = MeasuredWait.now();
    MeasuredWait.until("10 s of control", 20, () -> MeasuredWait.now() - calm > 10);
    site.truth();
    long usual = site.writes.since(calm).size();
    daemon.signal("STOP");
    double stopped = MeasuredWait.now();
    // What was on its way has arrived by then.
    MeasuredWait.until("half a second", 2, () -> site.truth() != null && passed(stopped, 0.5));
    site.gone();
    MeasuredWait.until(
        "the stop", length + 5, () -> site.truth() != null && passed(stopped, length));
    long during = site.writes.since(stopped + 1).size();
    require(during == 0, "%d writes while it was stopped", during);
    site.sight().controller(Visibility.Controller.RUNNING);
    if (!site.rig.stopped()) {
      daemon.signal("CONT");
    }
    double resumed = MeasuredWait.now();
    site.awaitControl(daemon, resumed);
    double back = MeasuredWait.now() - resumed;
    MeasuredWait.until("5 s after it", 10, () -> site.truth() != null && passed(resumed, 5));
    long burst = site.writes.since(resumed).size();
    // A cycle may write each of six outputs; the missed ones would be several times that.
    require(burst <= 6 * 5 + usual, "%d writes in 5 s, %d in 10 s before", burst, usual);
    return text(
        "%.0f s of stop: %d writes in the 5 s after it, %d in the 10 s before; control back after"
            + " %.1f s",
        length, burst, usual, back);
  }

  private static boolean passed(double since, double seconds) {
    return MeasuredWait.now() - since > seconds;
  }

  /** Fails if the battery's heartbeat is missed while every CPU is busy three times over. */
  private static String starved(DrillSite site) throws Exception {
    double length = 20;
    List<Process> spinners = new ArrayList<>();
    try {
      Daemon daemon = site.control();
      double busy = MeasuredWait.now();
      int count = 3 * Runtime.getRuntime().availableProcessors();
      for (int i = 0; i < count; i++) {
        spinners.add(
            SystemCommands.start(
                site.rig.directory().resolve("spin"), List.of("sh", "-c", "while :; do :; done")));
      }
      site.faultBegins();
      MeasuredWait.until(
          "the busy time", length + 5, () -> site.truth() != null && passed(busy, length));
      double gap = site.fed(busy, 15);
      require(daemon.alive(), "the daemon ended");
      double rate = site.writes.since(busy).size() / length;
      require(rate < 8, "%.1f writes a second", rate);
      return text(
          "%d spinning processes for %.0f s: longest gap of the battery's writes %.1f s, %.1f"
              + " writes a second",
          count, length, gap, rate);
    } finally {
      spinners.forEach(Process::destroyForcibly);
    }
  }

  /** Fails if a bad file is taken, or ends control, on reload by command and by signal. */
  private static String badReload(DrillSite site) throws Exception {
    Daemon daemon = site.reporting();
    String good = Files.readString(site.config());
    Path file = site.rig.directory().resolve("site.yaml");
    List<String> bad =
        List.of(
            "",
            good.replace("site: ", "site:\n\tname: "),
            good.replace("export-limit-w: 4000", "export-limit-kw: 4"),
            good.replace("id: pv1", "id: battery1"),
            good.replace("capacity-wh: ", "capacity-wh: ten"));
    site.faultBegins();
    int refused = 0;
    for (String text : bad) {
      Files.writeString(file, text);
      double from = MeasuredWait.now();
      String result = site.operator.command("reload", "reload-" + refused, "true");
      require(result.contains("\"accepted\":false"), "file %d was taken: %s", refused, result);
      require(
          result.contains("expected") || result.contains("site.yaml"),
          "no place is told: %s",
          result);
      daemon.signal("HUP");
      site.awaitControl(daemon, from);
      refused++;
    }
    Files.writeString(file, good);
    double from = MeasuredWait.now();
    site.operator.accepted("reload", "sound", "true");
    site.awaitControl(daemon, from);
    return text(
        "%d bad files refused by command with their place and by SIGHUP, the old one controlled"
            + " on; a sound one taken",
        refused);
  }
}
