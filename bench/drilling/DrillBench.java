package io.spikewatt.simulator.drill;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Plays drills and prints pass, FAIL, skipped or due for each, with the evidence. */
public record DrillBench(Path work, boolean shortForm, boolean stopped) {

  private static final int FAILED = 1;
  private static final int USAGE = 64;
  private static final int SKIPPED = 69;

  private enum Verdict {
    PASS("pass"),
    FAIL("FAIL"),
    SKIPPED("SKIPPED"),
    DUE("due");

    private final String text;

    Verdict(String text) {
      this.text = text;
    }
  }

  private record Due(int number, String title, String why) {}

  private static final List<Due> DUE =
      List.of(
          new Due(8, "discovery republished", "discovery is later work"),
          new Due(23, "upgrade, downgrade, purge", "the package is later work"));

  /**
   * @param arguments a directory to work in, then {@code --list}, {@code --short}, {@code
   *     --stopped}, {@code --jobs N}, or numbers of drills
   */
  public static void main(String[] arguments) throws Exception {
    List<String> words = new ArrayList<>(Arrays.asList(arguments));
    Path work = Path.of(words.removeFirst());
    boolean list = words.remove("--list");
    boolean shortForm = words.remove("--short");
    boolean stopped = words.remove("--stopped");
    int jobs = 1;
    int at = words.indexOf("--jobs");
    if (at >= 0) {
      jobs = Integer.parseInt(words.get(at + 1));
      words.subList(at, at + 2).clear();
    }
    Set<Integer> numbers = new LinkedHashSet<>();
    for (String word : words) {
      if (!word.matches("[0-9]+")) {
        System.err.println("no such drill: " + word);
        System.exit(USAGE);
      }
      numbers.add(Integer.valueOf(word));
    }
    List<Drill> drills =
        Drills.all().stream()
            .filter(drill -> numbers.isEmpty() || numbers.contains(drill.number()))
            .filter(drill -> !shortForm || drill.inShort())
            .toList();
    if (list) {
      drills.forEach(
          drill ->
              System.out.printf(
                  "%2d  %s%s%n",
                  drill.number(), drill.title(), drill.inShort() ? " (in the short form)" : ""));
      DUE.forEach(due -> System.out.printf("%2d  %s: due%n", due.number(), due.title()));
      return;
    }
    int code = new DrillBench(work, shortForm, stopped).play(drills, jobs);
    if (!shortForm) {
      DUE.stream()
          .filter(due -> numbers.isEmpty() || numbers.contains(due.number()))
          .forEach(due -> print(due.number(), Verdict.DUE, due.title() + ": " + due.why()));
    }
    System.exit(code);
  }

  private int play(List<Drill> drills, int jobs) throws Exception {
    List<Verdict> verdicts = new ArrayList<>();
    try (ExecutorService pool = Executors.newFixedThreadPool(jobs)) {
      List<Future<Verdict>> running =
          drills.stream().map(drill -> pool.submit(() -> play(drill))).toList();
      for (Future<Verdict> one : running) {
        verdicts.add(one.get());
      }
    }
    if (verdicts.contains(Verdict.FAIL)) {
      return FAILED;
    }
    return verdicts.contains(Verdict.SKIPPED) && !shortForm ? SKIPPED : 0;
  }

  private Verdict play(Drill drill) {
    double start = MeasuredWait.now();
    Verdict verdict;
    String evidence;
    Path directory = directory(drill);
    try {
      Path repository = Path.of("").toAbsolutePath();
      Path tools = work.resolve("tools");
      evidence = drill.body().run(new Drill.Rig(directory, repository, tools, shortForm, stopped));
      verdict = Verdict.PASS;
    } catch (Drill.Skipped skipped) {
      verdict = Verdict.SKIPPED;
      evidence = skipped.getMessage();
    } catch (Drill.Failed failed) {
      verdict = Verdict.FAIL;
      evidence = failed.getMessage();
    } catch (Exception bug) {
      verdict = Verdict.FAIL;
      evidence = bug + " at " + bug.getStackTrace()[0];
    }
    print(
        drill.number(),
        verdict,
        Drill.text("%s: %s (%.0f s)", drill.title(), evidence, MeasuredWait.now() - start));
    return verdict;
  }

  private static synchronized void print(int number, Verdict verdict, String text) {
    System.out.printf("drill %2d  %-7s  %s%n", number, verdict.text, text);
    System.out.flush();
  }

  private Path directory(Drill drill) {
    try {
      return Files.createTempDirectory(work, "drill" + drill.number() + "-");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
