package io.spikewatt.controller.update;

import io.spikewatt.controller.update.ActionFeedback.Execution;
import io.spikewatt.controller.update.ActionState.Ended;
import io.spikewatt.controller.update.ActionState.Installing;
import io.spikewatt.controller.update.ActionState.Stored;
import io.spikewatt.controller.update.ActionState.Waiting;
import io.spikewatt.controller.update.OfferedAction.Choice.Chosen;
import io.spikewatt.controller.update.OfferedAction.Choice.Unfit;
import io.spikewatt.controller.update.UpdateHost.Installation;
import io.spikewatt.hal.time.Clock;
import io.spikewatt.hal.time.Moment;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * Follows the update server: downloads, checks and installs what it assigns to this gateway.
 * Confined to one thread.
 *
 * <p>An action ends as a success only after the assigned version runs and, where the daemon
 * controlled before, controls. Every step is kept on disk before the next one, so that a power cut
 * or the restart of this process repeats a step and skips none.
 */
public final class UpdateAgent {

  /** An installation that was cut off twice is no accident. */
  private static final int MOST_ATTEMPTS = 2;

  /** Time for the new version to start on a small box and to see its first readings. */
  private static final Duration UNTIL_HEALTHY = Duration.ofMinutes(5);

  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(10);

  /** Answers of one poll that lead to the next one at once: more is a fault of the server. */
  private static final int MOST_STEPS = 8;

  private final DdiClient client;
  private final UpdateHost host;
  private final UpdateStore store;
  private final PackageFolder packages;
  private final Clock clock;
  private final RandomGenerator jitter;
  private final Consumer<String> log;

  /**
   * @param jitter of waits after failures
   * @param log receives a sentence a step
   */
  public UpdateAgent(
      DdiClient client,
      UpdateHost host,
      UpdateStore store,
      PackageFolder packages,
      Clock clock,
      RandomGenerator jitter,
      Consumer<String> log) {
    this.client = client;
    this.host = host;
    this.store = store;
    this.packages = packages;
    this.clock = clock;
    this.jitter = jitter;
    this.log = log;
  }

  /**
   * How a poll went.
   *
   * @param reached whether the server answered everything
   * @param installationFailed whether an action ended without success
   * @param next when the server may be asked again
   */
  public record PollOutcome(boolean reached, boolean installationFailed, PollSchedule next) {}

  /** Asks the server once and does all that can be done now. */
  public PollOutcome poll() throws InterruptedException {
    ActionState before = store.action();
    PollSchedule schedule;
    boolean reached = true;
    try {
      Duration sleep = follow();
      schedule = store.schedule().answered(clock.now().instant(), sleep);
    } catch (IOException e) {
      schedule = store.schedule().failed(clock.now().instant(), jitter);
      log.accept("%s; next try in %d s".formatted(e.getMessage(), schedule.pause().toSeconds()));
      reached = false;
    }
    try {
      store.keep(schedule);
    } catch (IOException e) {
      log.accept(String.valueOf(e.getMessage()));
    }
    ActionState after = store.action();
    boolean failed = after instanceof Ended ended && !ended.success() && !sameAction(before, ended);
    return new PollOutcome(reached, failed, schedule);
  }

  private static boolean sameAction(ActionState before, Ended ended) {
    return before instanceof Ended earlier && earlier.action().equals(ended.action());
  }

  /** Returns the sleep that the server asks for. */
  private Duration follow() throws IOException, InterruptedException {
    if (store.action() instanceof Installing cutOff) {
      resume(cutOff);
    }
    report();
    for (int step = 0; step < MOST_STEPS; step++) {
      PollAnswer answer = client.poll();
      if (answer.configData().isPresent()) {
        client.describe(
            answer.configData().get(),
            Map.of(
                "version", host.version().orElse("unknown"), "architecture", host.architecture()));
      }
      boolean again =
          answer.cancel().isPresent()
              ? cancel(answer.cancel().get())
              : answer.deployment().isPresent() ? advance(answer.deployment().get()) : forget();
      if (!again) {
        return answer.sleep();
      }
    }
    throw new IOException("the server went on asking for steps");
  }

  /** Nothing is assigned: what was begun has been withdrawn. */
  private boolean forget() throws IOException {
    if (!(store.action() instanceof Ended)) {
      withdraw();
    }
    return false;
  }

  private void withdraw() throws IOException {
    packages.clear();
    if (!(store.action() instanceof Waiting)) {
      store.keep(new Waiting());
    }
  }

  private boolean cancel(URI link) throws IOException {
    CancelRequest request = client.cancelRequest(link);
    if (store.action() instanceof Ended ended && ended.action().equals(request.action())) {
      client.answer(
          request,
          ActionFeedback.of(Execution.REJECTED, "over already: " + ended.detail()),
          clock.now().instant());
      return false;
    }
    withdraw();
    log.accept("action " + request.action() + " is cancelled by the server");
    client.answer(
        request,
        ActionFeedback.closed(true, "cancelled before the installation"),
        clock.now().instant());
    return true;
  }

  /**
   * One step of the assigned action.
   *
   * @return whether the server is to be asked again at once: it may have changed its mind during a
   *     long download, and wants new attributes after an installation
   */
  private boolean advance(URI link) throws IOException, InterruptedException {
    OfferedAction offer = client.action(link);
    if (store.action() instanceof Ended ended && ended.action().equals(offer.action())) {
      // The answer was lost, or the server did not take it.
      store.keep(ended.asReported(false));
      report();
      return false;
    }
    return switch (offer.choose(host.architecture())) {
      case Unfit(String reason) -> end(offer.action(), false, reason);
      case Chosen chosen -> advance(offer, chosen);
    };
  }

  private boolean advance(OfferedAction offer, Chosen chosen)
      throws IOException, InterruptedException {
    String action = offer.action();
    String version = chosen.offered().version();
    if (host.version().equals(Optional.of(version))) {
      return end(action, true, version + " runs already");
    }
    boolean stored = store.action() instanceof Stored before && before.action().equals(action);
    if (!stored || !packages.has(chosen)) {
      return offer.mayDownload() && fetch(action, chosen);
    }
    return offer.mayInstall() && install(action, chosen);
  }

  /** Returns true: the package is on disk, or the action over. */
  private boolean fetch(String action, Chosen chosen) throws IOException {
    String filename = chosen.offered().filename();
    if (!packages.begun(chosen)) {
      say(action, ActionFeedback.of(Execution.DOWNLOAD, "downloading " + filename));
    }
    packages.fetch(chosen);
    Optional<String> unfit = packages.unfit(chosen);
    if (unfit.isPresent()) {
      return end(action, false, unfit.get());
    }
    // Twice is better than never: this ends an action that is for download only.
    say(action, ActionFeedback.of(Execution.DOWNLOADED, "downloaded " + filename));
    store.keep(new Stored(action, 0));
    return true;
  }

  private boolean install(String action, Chosen chosen) throws IOException, InterruptedException {
    // The disk may have changed it since it was downloaded.
    Optional<String> unfit = packages.unfit(chosen);
    if (unfit.isPresent()) {
      return end(action, false, unfit.get());
    }
    int attempts = store.action() instanceof Stored before ? before.attempts() + 1 : 1;
    boolean healthyBefore = host.healthy();
    String version = chosen.offered().version();
    say(action, ActionFeedback.of(Execution.PROCEEDING, "installing " + version));
    store.keep(new Installing(action, version, healthyBefore, attempts));
    Installation installation = host.install(packages.file(chosen));
    return installation.succeeded()
        ? judge(action, version, healthyBefore)
        : end(action, false, installation.detail());
  }

  /** After this process was ended in the middle of an installation. */
  private void resume(Installing cutOff) throws IOException, InterruptedException {
    boolean there = host.version().equals(Optional.of(cutOff.version()));
    if (there) {
      judge(cutOff.action(), cutOff.version(), cutOff.healthyBefore());
    } else if (cutOff.attempts() < MOST_ATTEMPTS) {
      log.accept("the installation of " + cutOff.version() + " was cut off");
      store.keep(new Stored(cutOff.action(), cutOff.attempts()));
    } else {
      end(
          cutOff.action(),
          false,
          "the installation of %s was cut off %d times"
              .formatted(cutOff.version(), cutOff.attempts()));
    }
  }

  /** Whether the installed version does its work. */
  private boolean judge(String action, String version, boolean healthyBefore)
      throws IOException, InterruptedException {
    Optional<String> runs = host.version();
    if (!runs.equals(Optional.of(version))) {
      return end(action, false, "expected %s, runs %s".formatted(version, runs.orElse("nothing")));
    }
    if (healthyBefore && !becomesHealthy()) {
      return end(
          action,
          false,
          "%s is installed and does not control within %d min"
              .formatted(version, UNTIL_HEALTHY.toMinutes()));
    }
    return end(action, true, version + " runs");
  }

  private boolean becomesHealthy() throws InterruptedException {
    Moment deadline = clock.now().plus(UNTIL_HEALTHY);
    while (!host.healthy()) {
      if (!clock.now().isBefore(deadline)) {
        return false;
      }
      clock.sleepUntil(clock.now().plus(BETWEEN_LOOKS));
    }
    return true;
  }

  /** Returns true: the server has something new to say. */
  private boolean end(String action, boolean success, String detail) throws IOException {
    log.accept("action %s: %s".formatted(action, detail));
    store.keep(new Ended(action, success, detail, false));
    packages.clear();
    report();
    return true;
  }

  /** Reports the end of an action until the server has it. */
  private void report() throws IOException {
    if (store.action() instanceof Ended ended && !ended.reported()) {
      try {
        client.report(
            ended.action(),
            ActionFeedback.closed(ended.success(), ended.detail()),
            clock.now().instant());
      } catch (RefusedRequest e) {
        if (!e.actionIsGone()) {
          throw e;
        }
        log.accept("the server does not know action " + ended.action() + " any more");
      }
      store.keep(ended.asReported(true));
    }
  }

  /** Reports a step. An action that the server has ended meanwhile is seen at the next poll. */
  private void say(String action, ActionFeedback feedback) throws IOException {
    log.accept("action %s: %s".formatted(action, feedback.detail()));
    client.report(action, feedback, clock.now().instant());
  }
}
