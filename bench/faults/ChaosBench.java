package io.spikewatt.simulator.chaos;

import io.spikewatt.config.cli.CliOptions;
import io.spikewatt.config.cli.CliOptions.UsageException;
import io.spikewatt.config.words.Phrase;
import io.spikewatt.hal.store.FileTree;
import io.spikewatt.simulator.physics.PlantWrite.Device;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** {@code bench/chaos}: many days of faults, as a table. */
public final class ChaosBench {

  private static final int USAGE = 64;
  private static final long SEEDS = 20;
  private static final long SHORT_SEEDS = 2;
  private static final long SHORT_HOURS = 6;
  private static final long DAY_HOURS = 24;
  private static final Set<String> VALUES =
      Set.of("--seed", "--seeds", "--from", "--hours", "--mutant", "--disk", "--faults", "--trace");
  private static final Set<String> FLAGS =
      Set.of("--short", "--lies", "--honest", "--compute");
  private static final int MOST_RUNS = 200;

  /** No fault at all, as an argument. */
  private static final String NONE = "none";

  private final Arguments arguments;
  private final List<ChaosResult> results = new ArrayList<>();

  /** Faults that are drawn beside the usual ones, or left out. */
  private enum Faults {
    /** Grid meters freeze, turn their sign and jump now and then. */
    USUAL(""),
    /** Every second grid meter lies for up to an hour, too. */
    LYING_METERS(" --lies"),
    /** Grid meters tell the truth or nothing. */
    HONEST_METERS(" --honest"),
    /** Compute clusters do as they like for hours, and half of those times say otherwise. */
    WILFUL_COMPUTE(" --compute");

    private final String option;

    Faults(String option) {
      this.option = option;
    }
  }

  private ChaosBench(Arguments arguments) {
    this.arguments = arguments;
  }

  /**
   * @param drawn faults beside the usual ones, or without some
   * @param faults numbers of the faults to play; empty = all of the seed's
   * @param trace file for every write, event and payload
   */
  private record Arguments(
      long seeds,
      long from,
      Duration length,
      Optional<NamedMutant> mutant,
      Optional<Path> disk,
      Faults drawn,
      Optional<List<Integer>> faults,
      Optional<Path> trace) {

    /**
     * @throws IllegalArgumentException if they do not match the usage line
     */
    static Arguments parse(String[] arguments) throws UsageException {
      CliOptions options =
          CliOptions.parse(List.of(arguments), VALUES, FLAGS);
      boolean brief = options.has("--short");
      Optional<Long> seed = options.value("--seed").map(Long::valueOf);
      Optional<Long> seeds = options.value("--seeds").map(Long::valueOf);
      Optional<Long> from = seed.or(() -> options.value("--from").map(Long::valueOf));
      Optional<Long> hours = options.value("--hours").map(Long::valueOf);
      Optional<List<Integer>> faults = options.value("--faults").map(Arguments::numbers);
      Optional<Path> trace = options.value("--trace").map(Path::of);
      long count = seed.isPresent() ? 1 : seeds.orElse(brief ? SHORT_SEEDS : SEEDS);
      if (count != 1 && (faults.isPresent() || trace.isPresent())) {
        throw new IllegalArgumentException("--faults and --trace are of one seed");
      }
      return new Arguments(
          count,
          from.orElse(1L),
          Duration.ofHours(hours.orElse(brief ? SHORT_HOURS : DAY_HOURS)),
          options.value("--mutant").map(Arguments::named),
          options.value("--disk").map(Path::of),
          Stream.of(Faults.values())
              .filter(one -> options.has(one.option.strip()))
              .findFirst()
              .orElse(Faults.USUAL),
          faults,
          trace);
    }

    private static NamedMutant named(String name) {
      return NamedMutant.named(name)
          .orElseThrow(() -> new IllegalArgumentException("no such mutant"));
    }

    private static List<Integer> numbers(String value) {
      return value.equals(NONE)
          ? List.of()
          : Stream.of(value.split(",", -1)).map(Integer::valueOf).toList();
    }

    /** The task of a seed, with the chosen faults. */
    ChaosTask task(long seed, ControllerMutation controllerMutation) {
      long lengthS = Math.max(86_400, length.toSeconds());
      FaultPlan all =
          switch (drawn) {
            case USUAL -> FaultPlan.of(seed, lengthS);
            case LYING_METERS -> FaultPlan.withLies(seed, lengthS);
            case HONEST_METERS -> FaultPlan.withHonestMeter(seed, lengthS);
            case WILFUL_COMPUTE -> FaultPlan.withWilfulCompute(seed, lengthS);
          };
      return new ChaosTask(seed, length, faults.map(all::only).orElse(all), controllerMutation);
    }

    boolean alone() {
      return seeds == 1;
    }

    /** The command that runs a seed as this one does. */
    String command(long seed) {
      String hours = length.toHours() == DAY_HOURS ? "" : " --hours " + length.toHours();
      String broken = mutant.map(it -> " --mutant " + it).orElse("");
      return "bench/chaos --seed " + seed + hours + drawn.option + broken;
    }
  }

  /** Arguments as in the usage line; exit code 1 if the envelope was left. */
  public static void main(String[] arguments) throws IOException {
    Locale.setDefault(Locale.ROOT);
    Arguments wanted;
    try {
      wanted = Arguments.parse(arguments);
      wanted.task(wanted.from(), ControllerMutation.NONE);
    } catch (UsageException | IllegalArgumentException e) {
      System.err.println(
          e.getMessage()
              + "\nusage: bench/chaos [--seed N | --seeds N] [--from SEED] [--hours H] [--short]"
              + " [--disk DIR] [--lies | --honest] [--faults N,N...|none] [--trace FILE] [--mutant "
              + NamedMutant.all()
              + "]");
      System.exit(USAGE);
      return;
    }
    ChaosBench chaosBench = new ChaosBench(wanted);
    System.exit(wanted.mutant().map(chaosBench::caught).orElseGet(chaosBench::kept) ? 0 : 1);
  }

  /** Runs every seed; whether the envelope was kept. */
  private boolean kept() {
    for (long seed = arguments.from(); seed < arguments.from() + arguments.seeds(); seed++) {
      ChaosTask task = arguments.task(seed, ControllerMutation.NONE);
      ChaosResult result = run(task, arguments.trace());
      add(seed, result);
      if (!result.kept()) {
        shrink(task, result.failures().getFirst());
      }
    }
    table();
    return results.stream().allMatch(it -> it.kept() && it.sentences().contradictions().isEmpty()) && (!honest() || accusations() == 0);
  }

  private boolean honest() {
    return arguments.drawn() == Faults.HONEST_METERS;
  }

  /** How often the controller disbelieved a grid meter. */
  private long accusations() {
    return results.stream().mapToLong(r -> sum(r.counts().meterAlarms().values())).sum();
  }

  /**
   * A broken controller, and a sound one or the same behind a sound gate.
   *
   * @return whether the recorder spoke of the second, and of the second only
   */
  private boolean caught(NamedMutant mutant) {
    long sound = 0;
    long loose = 0;
    for (long seed = arguments.from(); seed < arguments.from() + arguments.seeds(); seed++) {
      long behindSound = broken(run(arguments.task(seed, mutant.held()), Optional.empty()), mutant);
      ChaosTask loosened = arguments.task(seed, mutant.loose());
      ChaosResult result = run(loosened, arguments.trace());
      long behindLoose = broken(result, mutant);
      System.err.printf(
          "seed %d: %d of the sound one, %d of the broken one%n", seed, behindSound, behindLoose);
      result.failures().stream()
          .filter(failure -> failure.what().startsWith(mutant.broken() + " "))
          .findFirst()
          .ifPresent(failure -> shrink(loosened, failure));
      sound += behindSound;
      loose += behindLoose;
    }
    row("mutant", mutant + ", of the rule " + Phrase.word(mutant.broken()));
    row("seeds", arguments.seeds() + ", from " + arguments.from());
    row("violations, sound", Long.toString(sound));
    row("violations, broken", Long.toString(loose));
    return sound == 0 && loose > 0;
  }

  /** Of a seed alone: finds the shortest fault plan that fails, and the command to replay it. */
  private void shrink(ChaosTask task, ChaosResult.Failure failure) {
    String command = arguments.command(task.seed());
    if (!arguments.alone()) {
      System.err.println("  " + command + " finds the faults that are needed for it");
      return;
    }
    if (arguments.faults().isPresent()) {
      return;
    }
    AtomicInteger runs = new AtomicInteger();
    List<Integer> needed =
        FaultReduction.reduce(
            task,
            failure,
            part -> {
              System.err.printf(
                  "  shrinking, run %d of at most %d: %d faults%n",
                  runs.incrementAndGet(), MOST_RUNS, part.faults().episodes().size());
              return run(part, Optional.empty());
            },
            MOST_RUNS);
    System.err.printf("%d faults are needed for %s:%n", needed.size(), failure.what());
    for (int number : needed) {
      System.err.println("  " + number + ": " + task.faults().episodes().get(number - 1));
    }
    String numbers =
        needed.isEmpty()
            ? NONE
            : needed.stream().map(String::valueOf).collect(Collectors.joining(","));
    System.err.println("replay: " + command + " --faults " + numbers);
  }

  private static long broken(ChaosResult result, NamedMutant mutant) {
    return result.found().stream().filter(f -> f.violation().rule() == mutant.broken()).count();
  }

  /**
   * Runs a task, on the small disk if there is one.
   *
   * @param trace file for every write, event and payload
   */
  private ChaosResult run(ChaosTask task, Optional<Path> trace) {
    try {
      Path directory =
          Files.createTempDirectory(
              arguments.disk().orElse(Path.of(System.getProperty("java.io.tmpdir"))),
              "spikewatt-chaos");
      try (PrintWriter lines =
          new PrintWriter(
              trace.isPresent() ? Files.newBufferedWriter(trace.get()) : Writer.nullWriter())) {
        return ChaosRun.run(task, directory, lines::println);
      } finally {
        FileTree.delete(directory);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void add(long seed, ChaosResult result) {
    results.add(result);
    System.err.printf(
        "seed %d: %.1f h, %d writes, %d faults%s, %s, %s%n",
        seed,
        result.length().toSeconds() / 3_600.0,
        sum(result.counts().writes().values()),
        sum(result.counts().faults().values()),
        result.counts().notPlayed().isEmpty()
            ? ""
            : " and not played here " + lower(result.counts().notPlayed()),
        result.kept()
            ? "envelope kept"
            : result.found().size()
                + " violations, "
                + result.lost()
                + " slots lost, "
                + result.sentences().contradictions().size()
                + " texts contradict",
        result.hash());
    result.found().forEach(f -> print(f));
    result.sentences().contradictions().stream().limit(5).forEach(line -> System.err.println("  " + line));
    if (honest()) {
      result
          .counts()
          .meterAlarms()
          .forEach((text, n) -> System.err.printf("  false alarm, %d times: %s%n", n, text));
    }
    result.bug().ifPresent(Throwable::printStackTrace);
  }

  /** Prints a violation, with the seconds before it if a single day is examined. */
  private void print(ChaosResult.Found found) {
    System.err.printf(
        "  %s%n    mode %s, faults %s%n", found.violation(), found.mode(), found.faults());
    if (arguments.alone()) {
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
    Map<FaultKind, Integer> notPlayed = new EnumMap<>(FaultKind.class);
    Map<FaultKind, Long> exempt = new EnumMap<>(FaultKind.class);
    Map<String, Long> modes = new TreeMap<>();
    Map<String, Long> violations = new TreeMap<>();
    long seconds = 0;
    for (ChaosResult result : results) {
      seconds += result.length().toSeconds();
      result.counts().writes().forEach((device, n) -> writes.merge(device, n, Long::sum));
      result.counts().faults().forEach((kind, n) -> faults.merge(kind, n, Integer::sum));
      result.counts().notPlayed().forEach((kind, n) -> notPlayed.merge(kind, n, Integer::sum));
      result.counts().exemptSeconds().forEach((kind, n) -> exempt.merge(kind, n, Long::sum));
      result.counts().modeSeconds().forEach((mode, n) -> modes.merge(mode, n, Long::sum));
      result
          .found()
          .forEach(f -> violations.merge(Phrase.word(f.violation().rule()), 1L, Long::sum));
    }
    row("seeds", results.size() + ", from " + arguments.from());
    row("virtual hours", String.format("%.1f", seconds / 3_600.0));
    row("writes seen", sum(writes.values()) + " " + lower(writes));
    double total = Math.max(1, sum(modes.values()));
    List<String> shares = new ArrayList<>();
    modes.forEach((mode, n) -> shares.add(String.format("%s %.0f %%", mode, 100 * n / total)));
    row("modes", String.join(", ", shares));
    row("faults", Long.toString(sum(faults.values())));
    faults.forEach((kind, n) -> row("  " + Phrase.word(kind), Integer.toString(n)));
    notPlayed.forEach(
        (kind, n) -> row("  not played here: " + Phrase.word(kind), Integer.toString(n)));
    exempt.forEach(
        (kind, n) -> row("  exempt min: " + Phrase.word(kind), String.format("%.1f", n / 60.0)));
    row("violations", sum(violations.values()) + (violations.isEmpty() ? "" : " " + violations));
    row(
        honest() ? "false alarms of the grid meter" : "alarms of the grid meter",
        "" + accusations());
    long claims =
        results.stream()
            .flatMap(result -> result.sentences().claims().values().stream())
            .mapToLong(Integer::longValue)
            .sum();
    row("claims of texts for people", "" + claims);
    row(
        "texts that contradict",
        "" + results.stream().mapToLong(one -> one.sentences().contradictions().size()).sum());
    row("slots of history lost", "" + results.stream().mapToLong(ChaosResult::lost).sum());
    row("bugs", Long.toString(results.stream().filter(r -> r.bug().isPresent()).count()));
    if (arguments.alone()) {
      row("hash of all it did", results.getFirst().hash());
    }
  }

  private static void row(String what, String value) {
    System.out.printf("%-32s %s%n", what, value);
  }

  private static String lower(Map<? extends Enum<?>, ?> map) {
    List<String> parts = new ArrayList<>();
    map.forEach((key, value) -> parts.add(Phrase.word(key) + " " + value));
    return "(" + String.join(", ", parts) + ")";
  }
}
