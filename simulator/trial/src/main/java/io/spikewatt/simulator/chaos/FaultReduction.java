package io.spikewatt.simulator.chaos;

import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;

/** Reduces the fault plan of a failed run to the faults that are needed for the failure. */
final class FaultReduction {

  /** Without some faults the same failure may come later. */
  private static final Duration LATER = Duration.ofMinutes(5);

  private FaultReduction() {}

  /**
   * The faults that still cause the failure, as numbers for {@link FaultPlan#only}.
   *
   * @param task the failed run
   * @param failure one of its failures
   * @param run runs a task
   * @param mostRuns most tasks to run
   */
  static List<Integer> reduce(
      ChaosTask task,
      ChaosResult.Failure failure,
      Function<ChaosTask, ChaosResult> run,
      int mostRuns) {
    Duration later = failure.at().plus(LATER);
    Duration end = later.compareTo(task.length()) < 0 ? later : task.length();
    List<FaultEpisode> episodes = task.faults().episodes();
    List<Integer> begun =
        IntStream.rangeClosed(1, episodes.size())
            .filter(number -> episodes.get(number - 1).fromS() < failure.at().toSeconds())
            .boxed()
            .toList();
    return DeltaDebugging.reduce(
        begun,
        numbers -> {
          ChaosTask part = task.with(task.faults().only(numbers));
          // What fails without any fault may take the whole time.
          ChaosTask shorter = numbers.isEmpty() ? part : part.until(end);
          return run.apply(shorter).failures().stream()
              .anyMatch(it -> it.what().equals(failure.what()));
        },
        mostRuns);
  }
}
