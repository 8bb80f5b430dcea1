package io.spikewatt.drivers.modbus;

import io.spikewatt.drivers.timing.Deadline;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Bounds calls without a time-out: a helper thread calls and is abandoned at the deadline. */
final class BoundedCall {

  private BoundedCall() {}

  /** The call's result or exception; a SocketTimeoutException if there is none by the deadline. */
  static <T> T call(String what, Callable<T> call, Deadline deadline) throws IOException {
    FutureTask<T> task = new FutureTask<>(call);
    Thread.ofPlatform().daemon().name(what).start(task);
    try {
      return task.get(deadline.millisLeft(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new SocketTimeoutException(what + " takes too long");
    } catch (ExecutionException e) {
      throw new IOException(what + ": " + e.getCause(), e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException(what + ": interrupted");
    }
  }
}
