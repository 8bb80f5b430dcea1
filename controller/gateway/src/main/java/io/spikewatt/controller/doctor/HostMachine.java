package io.spikewatt.controller.doctor;

import io.spikewatt.config.cli.Version;
import io.spikewatt.hal.time.Moment;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The machine and its service manager.
 *
 * @param root of the file system
 */
record HostMachine(Path root, ProgramRunner programs) {

  private static final String DAEMON = "spikewatt.service";
  private static final String COMPUTE_AGENT = "spikewatt-compute.service";
  private static final double GB = 1e9;
  private static final int SECTOR_BYTES = 512;

  /** Sectors written, counted from 0, in a block device's {@code stat}. */
  private static final int WRITTEN = 6;

  /** Least free space, share of the whole. */
  private static final double LITTLE = 0.05;

  /** First of JEDEC's ten steps of wear at which a device should be replaced. */
  private static final int WORN = 9;

  SupportFact version(Optional<String> archive) {
    return SupportFact.well(
        "version",
        "spikewatt %s, Java %s, %s, %s %s%s"
            .formatted(
                Version.get(),
                System.getProperty("java.vm.version"),
                operatingSystem(),
                System.getProperty("os.version"),
                System.getProperty("os.arch"),
                archive.map(use -> ", start-up archive " + use).orElse("")));
  }

  private String operatingSystem() {
    return first("etc/os-release", "PRETTY_NAME=").map(name -> name.replace("\"", "")).orElse("?");
  }

  private Optional<String> first(String file, String prefix) {
    try (Stream<String> lines = Files.lines(root.resolve(file))) {
      return lines
          .filter(line -> line.startsWith(prefix))
          .map(line -> line.substring(prefix.length()).strip())
          .findFirst();
    } catch (IOException | java.io.UncheckedIOException e) {
      return Optional.empty();
    }
  }

  /** State of the daemon's unit. */
  SupportFact service() {
    return service("service", DAEMON);
  }

  /** State of the unit of the agent of a box that computes. */
  SupportFact computeAgent() {
    return service("agent", COMPUTE_AGENT);
  }

  private SupportFact service(String topic, String unit) {
    Optional<String> shown =
        programs.output(
            List.of(
                "systemctl",
                "show",
                unit,
                "--no-pager",
                "-p",
                "LoadState,ActiveState,SubState,UnitFileState,NRestarts,Result,ExecMainStatus,MemoryCurrent"));
    if (shown.isEmpty()) {
      return SupportFact.well(topic, "unknown: systemd does not answer here");
    }
    Map<String, String> state = new LinkedHashMap<>();
    for (String line : shown.get().split("\n")) {
      String[] parts = line.split("=", 2);
      if (parts.length == 2) {
        state.put(parts[0], parts[1].strip());
      }
    }
    if (state.getOrDefault("LoadState", "").equals("not-found")) {
      return SupportFact.problem(topic, unit + " is not installed");
    }
    boolean active = state.getOrDefault("ActiveState", "").equals("active");
    String text =
        "%s (%s), %s at boot, %s restarts, last result %s, exit code %s"
            .formatted(
                state.get("ActiveState"),
                state.get("SubState"),
                state.get("UnitFileState"),
                state.get("NRestarts"),
                state.get("Result"),
                state.get("ExecMainStatus"));
    return new SupportFact(topic, text, !active);
  }

  SupportFact clock(Moment now) {
    Optional<String> synchronised =
        programs
            .output(List.of("timedatectl", "show", "-p", "NTPSynchronized", "--value"))
            .map(String::strip);
    String text =
        now.instant().truncatedTo(ChronoUnit.SECONDS)
            + switch (synchronised.orElse("")) {
              case "yes" -> ", synchronised";
              case "no" -> ", NOT synchronised: prices and times of day may be wrong";
              default -> ", synchronisation unknown: timedatectl does not answer";
            };
    return new SupportFact("clock", text, synchronised.equals(Optional.of("no")));
  }

  /** Free space of the state directory's file system. */
  SupportFact space(Path state) {
    Path there = state;
    while (!Files.exists(there) && there.getParent() != null) {
      there = there.getParent();
    }
    try {
      FileStore store = Files.getFileStore(there);
      double free = store.getUsableSpace() / GB;
      double whole = store.getTotalSpace() / GB;
      boolean little = free < LITTLE * whole;
      boolean readOnly = store.isReadOnly();
      return new SupportFact(
          "disk",
          String.format(
              Locale.ROOT,
              "%s: %.1f of %.1f GB free, %s%s",
              there,
              free,
              whole,
              store.type(),
              readOnly ? ", READ-ONLY" : ""),
          little || readOnly);
    } catch (IOException e) {
      return SupportFact.problem("disk", there + ": " + e);
    }
  }

  /** Wear that storage devices report, and bytes written since the boot. */
  SupportFact wear() {
    List<String> parts = new ArrayList<>();
    boolean worn = false;
    try (Stream<Path> all = Files.list(root.resolve("sys/block"))) {
      for (Path device : all.sorted().toList()) {
        String name = String.valueOf(device.getFileName());
        Optional<String> stat = content(device.resolve("stat"));
        if (stat.isEmpty() || name.matches("(loop|ram|zram|dm-|md|sr|nbd).*")) {
          continue;
        }
        String[] counts = stat.get().strip().split("\\s+");
        if (counts.length <= WRITTEN) {
          continue;
        }
        double written = Double.parseDouble(counts[WRITTEN]) * SECTOR_BYTES / GB;
        Optional<Integer> steps =
            content(device.resolve("device/life_time")).flatMap(HostMachine::steps);
        worn |= steps.orElse(0) >= WORN;
        parts.add(
            String.format(Locale.ROOT, "%s %.1f GB written since the boot, ", name, written)
                + steps
                    .map(step -> "%d to %d %% worn".formatted(10 * (step - 1), 10 * step))
                    .orElse("wear not reported"));
      }
    } catch (IOException | NumberFormatException e) {
      return SupportFact.well("wear", "unknown: " + e.getMessage());
    }
    return new SupportFact(
        "wear", parts.isEmpty() ? "no storage device found" : String.join("; ", parts), worn);
  }

  /** The worse of an eMMC's two estimates, such as {@code 0x01 0x03}; 0 is none. */
  private static Optional<Integer> steps(String text) {
    int most = 0;
    for (String word : text.strip().split("\\s+")) {
      if (!word.matches("0x[0-9a-fA-F]{1,2}")) {
        return Optional.empty();
      }
      most = Math.max(most, Integer.decode(word));
    }
    return most == 0 ? Optional.empty() : Optional.of(most);
  }

  private static Optional<String> content(Path file) {
    try {
      return Optional.of(Files.readString(file));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /**
   * Warnings and errors among the log's last lines, the newest last; empty if it is not readable.
   */
  Optional<List<String>> log() {
    return programs
        .output(
            List.of(
                "journalctl", "-u", DAEMON, "-n", "2000", "--no-pager", "-q", "-o", "short-iso"))
        .map(
            text ->
                text.lines()
                    .filter(line -> line.contains(" ERROR ") || line.contains(" WARN "))
                    .map(line -> line.replaceFirst("^(\\S+) \\S+ \\S+: ", "$1 "))
                    .toList());
  }

  /** Process that holds a file's lock, by the kernel; empty if the lock is free. */
  Optional<String> lockHolder(Path file) {
    try {
      String inode = ":" + Files.getAttribute(file, "unix:ino") + " ";
      try (Stream<String> lines = Files.lines(root.resolve("proc/locks"))) {
        return lines
            .filter(line -> line.contains(inode) && !line.contains("->"))
            .map(line -> line.strip().split("\\s+")[4])
            .findFirst();
      }
    } catch (IOException | RuntimeException e) {
      return Optional.empty();
    }
  }
}
