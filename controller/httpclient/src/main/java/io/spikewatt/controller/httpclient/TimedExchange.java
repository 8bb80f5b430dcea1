package io.spikewatt.controller.httpclient;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * An exchange with a server on a thread of its own: a server that sends a byte now and then keeps
 * its caller no longer than the deadline, because then the connection is closed.
 */
public final class TimedExchange {

  private static final Duration AGAIN = Duration.ofSeconds(1);

  private final Duration deadline;
  private boolean ended;
  private Closeable connection = () -> {};

  private TimedExchange(Duration deadline) {
    this.deadline = deadline;
  }

  /** Talks to the server; runs on a thread of its own. */
  @FunctionalInterface
  public interface Exchange<T> {
    T run(TimedExchange within) throws IOException;
  }

  /**
   * The result of an exchange, or its failure.
   *
   * @param name of the thread
   * @throws IOException also if it takes longer than the deadline
   * @throws InterruptedException if the caller is interrupted; the exchange then ends, too
   */
  public static <T> T run(String name, Duration deadline, Exchange<T> exchange)
      throws IOException, InterruptedException {
    TimedExchange within = new TimedExchange(deadline);
    CompletableFuture<T> result = new CompletableFuture<>();
    Thread.ofPlatform().name(name).daemon().start(() -> within.complete(result, exchange));
    try {
      return result.get(deadline.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      within.end(result);
      throw new IOException(within.late(), e);
    } catch (InterruptedException e) {
      within.end(result);
      throw e;
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case IOException failed -> throw failed;
        case RuntimeException bug -> throw bug;
        case null, default -> throw new IllegalStateException(e);
      }
    }
  }

  private <T> void complete(CompletableFuture<T> result, Exchange<T> exchange) {
    try {
      result.complete(exchange.run(this));
    } catch (IOException | RuntimeException e) {
      result.completeExceptionally(e);
    }
  }

  private String late() {
    return "no whole answer within %d s".formatted(deadline.toSeconds());
  }

  /**
   * Hands over a connection that is closed at the deadline, in place of the one before.
   *
   * @throws IOException if the deadline is over; the connection is closed then
   */
  public void closes(Closeable opened) throws IOException {
    synchronized (this) {
      connection = opened;
    }
    if (isOver()) {
      opened.close();
      throw new IOException(late());
    }
  }

  /** True after the deadline, or after an interruption of the caller. */
  public synchronized boolean isOver() {
    return ended;
  }

  /**
   * Closes the connection until its thread ends: one that is only being opened cannot be closed.
   */
  private void end(CompletableFuture<?> result) {
    Closeable open;
    synchronized (this) {
      ended = true;
      open = connection;
    }
    try {
      open.close();
    } catch (IOException e) {
      // It is over in any case.
    }
    if (!result.isDone()) {
      CompletableFuture.delayedExecutor(AGAIN.toMillis(), TimeUnit.MILLISECONDS)
          .execute(() -> end(result));
    }
  }
}
