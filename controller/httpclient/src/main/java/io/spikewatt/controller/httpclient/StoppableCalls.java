package io.spikewatt.controller.httpclient;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Calls of one thread that wait for servers, and that another thread can end for good. Only the
 * waiting is interrupted, never the work around it, such as writing to the disk.
 */
public final class StoppableCalls {

  private boolean stopped;

  /** The thread that waits for a server. */
  private @Nullable Thread waiting;

  /** A call that waits for a server and heeds interruptions. */
  @FunctionalInterface
  public interface ServerCall<T> {
    T run() throws IOException, InterruptedException;
  }

  /**
   * The result of a call.
   *
   * @throws InterruptedException if calls were stopped, before or meanwhile
   */
  public <T> T run(ServerCall<T> call) throws IOException, InterruptedException {
    synchronized (this) {
      if (stopped) {
        throw new InterruptedException("stopped");
      }
      waiting = Thread.currentThread();
    }
    try {
      return call.run();
    } finally {
      synchronized (this) {
        waiting = null;
        boolean _ = Thread.interrupted();
      }
    }
  }

  public synchronized boolean isStopped() {
    return stopped;
  }

  /** Ends the running call, and all later ones at once; any thread may call this. */
  public synchronized void stop() {
    stopped = true;
    if (waiting != null) {
      waiting.interrupt();
    }
  }
}
