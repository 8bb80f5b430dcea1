package io.spikewatt.controller.http;

import com.sun.net.httpserver.HttpExchange;
import io.spikewatt.hal.time.Clock;
import io.spikewatt.hal.time.Moment;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * Sends answers to readers that may not read. Each has a deadline, after which its connection is
 * closed, and large answers wait in memory for few strangers at once.
 */
final class AnswerSending {

  /** Large answers that are sent at once. */
  private static final int AT_ONCE = 24;

  /** Larger bodies than this may wait for a reader, bytes. */
  private static final int SMALL = 8 * 1024;

  private static final Duration DEADLINE = Duration.ofSeconds(5);
  private static final Duration REFUSED_AFTER = Duration.ofSeconds(1);

  private final Semaphore places = new Semaphore(AT_ONCE);
  private final Clock clock;

  AnswerSending(Clock clock) {
    this.clock = clock;
  }

  /**
   * Sends an answer to a stranger, or late a refusal in place of a large one if too many are being
   * sent.
   *
   * @throws IOException if the reader is gone or did not read in time
   */
  void sendInTurn(PageAnswer answer, HttpExchange exchange) throws IOException {
    if (answer.body().length <= SMALL) {
      send(answer, exchange);
    } else if (places.tryAcquire()) {
      try {
        send(answer, exchange);
      } finally {
        places.release();
      }
    } else {
      refuse(exchange);
    }
  }

  /** An immediate repetition, on this connection or another, would cost most of all. */
  private void refuse(HttpExchange exchange) throws IOException {
    try {
      clock.sleepUntil(clock.now().plus(REFUSED_AFTER));
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
    }
    PageAnswer busy = PageAnswer.error(503, "too many answers are being sent");
    send(busy.with("Retry-After", "1").with("Connection", "close"), exchange);
  }

  /**
   * Sends an answer. An interrupt closes the connection, also while its thread waits for room to
   * write.
   *
   * @throws IOException if the reader is gone or did not read in time
   */
  void send(PageAnswer answer, HttpExchange exchange) throws IOException {
    Writer writer = new Writer(Thread.currentThread());
    Moment end = clock.now().plus(DEADLINE);
    Thread watch = Thread.ofVirtual().name("page deadline").start(() -> await(end, writer));
    try {
      answer.send(exchange);
    } finally {
      writer.end();
      watch.interrupt();
    }
  }

  private void await(Moment end, Writer writer) {
    try {
      clock.sleepUntil(end);
      writer.drop();
    } catch (InterruptedException sent) {
      Thread.currentThread().interrupt();
    }
  }

  /** A thread while it writes an answer. */
  private static final class Writer {
    private @Nullable Thread thread;

    Writer(Thread thread) {
      this.thread = thread;
    }

    synchronized void drop() {
      if (thread != null) {
        thread.interrupt();
      }
    }

    /** From here on the thread serves others, which must not be interrupted. */
    synchronized void end() {
      thread = null;
      boolean _ = Thread.interrupted();
    }
  }
}
