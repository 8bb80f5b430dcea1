package io.spikewatt.fleet.stream;

import io.spikewatt.hal.time.Clock;
import java.io.IOException;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * Runs an ingest on a thread of its own, so that a slow database delays no round. A stream or a
 * database that is away is tried again for ever.
 */
public final class IngestThread implements AutoCloseable {

  private static final Duration WAIT = Duration.ofMillis(500);
  private static final Duration AGAIN = Duration.ofSeconds(2);
  private static final Duration STOP_BOUND = Duration.ofSeconds(10);

  private final StreamIngest ingest;
  private final Clock clock;
  private final Consumer<String> problems;
  private final Thread thread;

  private IngestThread(StreamIngest ingest, Clock clock, Consumer<String> problems) {
    this.ingest = ingest;
    this.clock = clock;
    this.problems = problems;
    thread = Thread.ofPlatform().daemon().name("records").unstarted(this::run);
  }

  /**
   * Starts reading.
   *
   * @param ingest closed with this
   * @param problems receives why records do not get on, once for each cause, on the ingest's thread
   */
  public static IngestThread start(StreamIngest ingest, Clock clock, Consumer<String> problems) {
    IngestThread started = new IngestThread(ingest, clock, problems);
    started.thread.start();
    return started;
  }

  private void run() {
    String problem = "";
    try {
      while (!Thread.currentThread().isInterrupted()) {
        try {
          if (ingest.step(WAIT) > 0) {
            problem = "";
          }
        } catch (IOException e) {
          String found = String.valueOf(e.getMessage());
          if (!found.equals(problem)) {
            problems.accept(found);
          }
          problem = found;
          clock.sleepUntil(clock.now().plus(AGAIN));
        }
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } finally {
      ingest.close();
    }
  }

  /** Ends after the transaction that is under way. */
  @Override
  public void close() throws IOException {
    thread.interrupt();
    try {
      if (!thread.join(STOP_BOUND)) {
        throw new IOException("the reading of records does not end");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
