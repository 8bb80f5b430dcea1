package io.spikewatt.controller.compute.hook;

import io.spikewatt.controller.compute.means.PowerMeans;
import io.spikewatt.controller.compute.means.SettingRange;
import io.spikewatt.hal.time.Clock;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Jobs that are suspended and resumed by commands, % of them that may run. The last of the list is
 * suspended first. It measures no power.
 */
public final class JobCommands implements PowerMeans {

  private static final int ALL = 100;
  private static final long RUN = 1;
  private static final long SUSPEND = 0;

  /** A job's state is asked for again after this time, because others change it, too. */
  private static final Duration RENEWAL = Duration.ofSeconds(60);

  private static final SettingRange RANGE = new SettingRange(0, ALL);

  /**
   * One job. Each command is a program and its arguments.
   *
   * @param state prints {@code suspended} while the job is suspended, and anything else while it is
   *     not; empty = both commands may be repeated
   * @param suspended text that means it
   */
  public record Job(
      String name,
      List<String> suspend,
      List<String> resume,
      Optional<List<String>> state,
      String suspended) {}

  private record Followed(Job job, SlowSetting setting) {}

  private final Label label;
  private final List<Followed> jobs;

  /**
   * @param title for people, unique: {@code training}
   * @param jobs at least one; the first runs longest
   * @param limit longest time for a command
   */
  public JobCommands(String title, List<Job> jobs, Duration limit, Clock clock) {
    if (jobs.isEmpty()) {
      throw new IllegalArgumentException("expected at least one job, found none");
    }
    this.label = new Label(title, Kind.ADMISSION);
    this.jobs =
        jobs.stream()
            .map(
                job ->
                    new Followed(
                        job,
                        new SlowSetting(
                            job.name(),
                            value -> request(job, value, limit),
                            job.state().map(_ -> RENEWAL),
                            clock)))
            .toList();
  }

  private static void request(Job job, long value, Duration limit)
      throws IOException, InterruptedException {
    if (job.state.isPresent()) {
      boolean isSuspended = ProgramRun.output(job.state.get(), limit).equals(job.suspended);
      if (isSuspended == (value == SUSPEND)) {
        return;
      }
    }
    String _ = ProgramRun.output(value == SUSPEND ? job.suspend : job.resume, limit);
  }

  @Override
  public Label label() {
    return label;
  }

  @Override
  public SettingRange range() {
    return RANGE;
  }

  @Override
  public long step() {
    return Math.ceilDiv(ALL, jobs.size());
  }

  @Override
  public void set(long value) {
    long run = RANGE.require(value) * jobs.size() / ALL;
    for (int i = 0; i < jobs.size(); i++) {
      jobs.get(i).setting.want(i < run ? RUN : SUSPEND);
    }
  }

  @Override
  public Reading read() {
    int running = 0;
    boolean known = true;
    Optional<String> problem = Optional.empty();
    for (Followed followed : jobs) {
      SlowSetting.State state = followed.setting.next();
      known &= state.inForce().isPresent();
      running += state.inForce().orElse(SUSPEND) == RUN ? 1 : 0;
      if (problem.isEmpty()) {
        problem = state.problem().map(why -> followed.job.name + ": " + why);
      }
    }
    return new Reading(
        OptionalDouble.empty(),
        known ? OptionalDouble.of((double) ALL * running / jobs.size()) : OptionalDouble.empty(),
        problem);
  }
}
