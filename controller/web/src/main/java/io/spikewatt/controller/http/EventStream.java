package io.spikewatt.controller.http;

import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * Events on their way to one tab. A tab that does not read is dropped: its thread is interrupted,
 * which closes the connection even while it waits for room to write.
 */
final class EventStream {

  /** Frames that may wait, beside what the connection itself holds. */
  private static final int MOST_WAITING = 4;

  private final BlockingQueue<byte[]> frames = new ArrayBlockingQueue<>(MOST_WAITING);
  private @Nullable Thread writer;
  private boolean dropped;

  /** Adds a frame; false if the tab is too slow, and is dropped. */
  boolean offer(byte[] frame) {
    boolean room = frames.offer(frame);
    if (!room) {
      drop();
    }
    return room;
  }

  synchronized void drop() {
    dropped = true;
    if (writer != null) {
      writer.interrupt();
    }
  }

  private synchronized boolean begin() {
    writer = Thread.currentThread();
    return !dropped;
  }

  /** From here on the thread serves others, which must not be interrupted. */
  private synchronized void end() {
    writer = null;
    Thread.interrupted();
  }

  /**
   * Writes frames until the tab is dropped.
   *
   * @throws IOException if the tab is gone
   */
  void writeTo(OutputStream out) throws IOException {
    try {
      while (begin()) {
        out.write(frames.take());
        out.flush();
      }
    } catch (InterruptedException e) {
      throw new IOException("dropped", e);
    } finally {
      end();
    }
  }
}
