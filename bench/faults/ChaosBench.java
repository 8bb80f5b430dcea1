package io.spikewatt.simulator.chaos;

import io.spikewatt.simulator.physics.PlantWrite.Device;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** {@code bench/chaos}: many days of faults, as a table. */
public final class ChaosBench {

  private static final int USAGE = 64;
  private static final int SHORT_SEEDS = 2;
  private static final int SHORT_HOURS = 6;

  private final List<ChaosResult> results = new ArrayList<>();

  private final boolean alone;

  private ChaosBench(boolean alone) {
    this.alone = alone;
  }

  private record Arguments(
      long seeds, long from, Duration length, Optional<GateMutant> mutant, Optional<Path> disk) {

    /**
     * @throws IllegalArgumentException if they do not match the usage line
     */
    static Arguments parse(String[] arguments) {
      long seeds = 20;
      long from = 1;
      long hours = 24;
      Optional<GateMutant> mutant = Optional.empty();
      Optional<Path> disk = Optional.empty();
      Iterator<String> next = List.of(arguments).iterator();
      while (next.hasNext()) {
        String option = next.next();
        if (option.equals("--short")) {
          seeds = SHORT_SEEDS;
          hours = SHORT_HOURS;
          continue;
        }
        if (!next.hasNext()) {
          throw new IllegalArgumentException(option);
        }
        String value = next.next();
        switch (option) {
          case "--seeds" -> seeds = Long.parseLong(value);
          case "--from" -> from = Long.parseLong(value);
          case "--hours" -> hours = Long.parseLong(value);
          case "--mutant" ->
              mutant =
                  Optional.of(
                      GateMutant.named(value)
                          .orElseThrow(() -> new IllegalArgumentException("no such mutant")));
          case "--disk" -> disk = Optional.of(Path.of(value));
          default -> throw new IllegalArgumentException(option);
        }
      }
      return new Arguments(seeds, from, Duration.ofHours(hours), mutant, disk);
    }
  }

  /** Arguments as in the usage line; exit code 1 if the envelope was left. */
  public static void main(String[] arguments) throws IOException {
    Arguments wanted;
    try {
      wanted = Arguments.parse(arguments);
    } catch (IllegalArgumentException e) {
      System.err.println(
          "usage: bench/chaos [--seeds N] [--from SEED] [--hours H] [--short] [--disk DIR]"
              + " [--mutant "
              + Arrays.toString(GateMutant.values())
              + "]");
      System.exit(USAGE);
      return;
    }
    long from = wanted.from();
    if (wanted.mutant().isPresent()) {
      boolean caught = mutant(wanted.mutant().get(), from, wanted.seeds(), wanted.length());
      System.exit(caught ? 0 : 1);
    }
    ChaosBench chaosBench = new ChaosBench(wanted.seeds() == 1);
    for (long seed = from; seed < from + wanted.seeds(); seed++) {
      chaosBench.add(run(seed, wanted.length(), ControllerMutation.NONE, wanted.disk()));
    }
    chaosBench.table();
    System.exit(chaosBench.results.stream().allMatch(ChaosResult::kept) ? 0 : 1);
  }

  /**
   * A faulty controller behind the sound gate and behind a weakened one.
   *
   * @return whether the recorder spoke of the second, and of the second only
   */
  private static boolean mutant(GateMutant mutant, long from, long seeds, Duration length)
      throws IOException {
    long sound = 0;
    long loose = 0;
    for (long seed = from; seed < from + seeds; seed++) {
      long behindSound = broken(run(seed, length, mutant.held(), Optional.empty()), mutant);
      long behindLoose = broken(run(seed, length, mutant.loose(), Optional.empty()), mutant);
      System.err.printf(
          Locale.ROOT,
          "seed %d: %d behind the sound gate, %d behind the loosened one%n",
          seed,
          behindSound,
          behindLoose);
      sound += behindSound;
      loose += behindLoose;
    }
    row("mutant", mutant + ", of the rule " + name(mutant.broken()));
    row("seeds", seeds + ", from " + from);
    row("violations, sound gate", Long.toString(sound));
    row("violations, loosened gate", Long.toString(loose));
    return sound == 0 && loose > 0;
  }

  private static long broken(ChaosResult result, GateMutant mutant) {
    return result.found().stream().filter(f -> f.violation().rule() == mutant.broken()).count();
  }

  /**
   * @param disk disk for the controller's state; a small one is filled
   */
  private static ChaosResult run(
      long seed, Duration length, ControllerMutation controllerMutation, Optional<Path> disk)
      throws IOException {
    Path directory =
        disk.isPresent()
            ? Files.createTempDirectory(disk.get(), "spikewatt-chaos")
            : Files.createTempDirectory("spikewatt-chaos");
    try {
      FaultPlan faults = FaultPlan.of(seed, Math.max(86_400, length.toSeconds()));
      return ChaosRun.run(seed, length, faults, controllerMutation, directory);
    } finally {
      try (Stream<Path> files = Files.walk(directory)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.deleteIfExists(file);
        }
      }
    }
  }

  private void add(ChaosResult result) {
    results.add(result);
    System.err.printf(
        Locale.ROOT,
        "seed %d: %.1f h, %d writes, %d faults, %s%n",
        result.seed(),
        result.seconds() / 3_600.0,
        sum(result.writes().values()),
        sum(result.faults().values()),
        result.kept()
            ? "envelope kept"
            : result.found().size() + " violations, " + result.lost() + " slots lost");
    result.found().forEach(f -> print(f));
    result.bug().ifPresent(Throwable::printStackTrace);
  }

  /** Prints a violation, with the seconds before it if a single day is examined. */
  private void print(ChaosResult.Found found) {
    System.err.printf(
        "  %s%n    mode %s, faults %s%n", found.violation(), found.mode(), found.faults());
    if (alone) {
      found.lead().forEach(line -> System.err.println("      " + line));
    }
  }

  private static long sum(Iterable<? extends Number> numbers) {
    long sum = 0;
    for (Number number : numbers) {
      sum += number.longValue();
    }
    return sum;
  }

  private void table() {
    Map<Device, Long> writes = new EnumMap<>(Device.class);
    Map<FaultKind, Integer> faults = new EnumMap<>(FaultKind.class);
    Map<String, Long> modes = new TreeMap<>();
    Map<String, Long> violations = new TreeMap<>();
    long seconds = 0;
    for (ChaosResult result : results) {
      seconds += result.seconds();
      result.writes().forEach((device, n) -> writes.merge(device, n, Long::sum));
      result.faults().forEach((kind, n) -> faults.merge(kind, n, Integer::sum));
      result.modeSeconds().forEach((mode, n) -> modes.merge(mode, n, Long::sum));
      result.found().forEach(f -> violations.merge(name(f.violation().rule()), 1L, Long::sum));
    }
    row("seeds", results.size() + ", from " + results.getFirst().seed());
    row("virtual hours", String.format(Locale.ROOT, "%.1f", seconds / 3_600.0));
    row("writes seen", sum(writes.values()) + " " + lower(writes));
    double total = Math.max(1, sum(modes.values()));
    List<String> shares = new ArrayList<>();
    modes.forEach(
        (mode, n) -> shares.add(String.format(Locale.ROOT, "%s %.0f %%", mode, 100 * n / total)));
    row("modes", String.join(", ", shares));
    row("faults", Long.toString(sum(faults.values())));
    faults.forEach((kind, n) -> row("  " + name(kind), Integer.toString(n)));
    row("violations", sum(violations.values()) + (violations.isEmpty() ? "" : " " + violations));
    row("slots of history lost", "" + results.stream().mapToLong(ChaosResult::lost).sum());
    row("bugs", Long.toString(results.stream().filter(r -> r.bug().isPresent()).count()));
  }

  private static void row(String what, String value) {
    System.out.printf(Locale.ROOT, "%-32s %s%n", what, value);
  }

  private static String lower(Map<? extends Enum<?>, ?> map) {
    List<String> parts = new ArrayList<>();
    map.forEach((key, value) -> parts.add(name(key) + " " + value));
    return "(" + String.join(", ", parts) + ")";
  }

  private static String name(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
