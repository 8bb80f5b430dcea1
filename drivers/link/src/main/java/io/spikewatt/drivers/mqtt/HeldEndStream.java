package io.spikewatt.drivers.mqtt;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Delays the end of a stream until the library's threads run. Paho starts them one after the other;
 * if the broker closes before the last has started, they deadlock, which leaks two threads per
 * attempt (eclipse-paho/paho.mqtt.java issue 850).
 */
final class HeldEndStream extends FilterInputStream {

  /** Paho polls three times for the start of a thread, 100 ms each; on a busy machine longer. */
  private static final long HOLD_MILLIS = 1_500;

  private final CountDownLatch begun;

  /**
   * @param begun at zero once all of the library's threads run
   */
  HeldEndStream(InputStream in, CountDownLatch begun) {
    super(in);
    this.begun = begun;
  }

  private interface Read {
    int run() throws IOException;
  }

  @Override
  public int read() throws IOException {
    return held(in::read);
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    return held(() -> in.read(bytes, offset, length));
  }

  private int held(Read read) throws IOException {
    try {
      int result = read.run();
      if (result < 0) {
        hold();
      }
      return result;
    } catch (SocketTimeoutException e) {
      throw e;
    } catch (IOException e) {
      hold();
      throw e;
    }
  }

  @Override
  public void close() throws IOException {
    begun.countDown();
    super.close();
  }

  private void hold() {
    try {
      var _ = begun.await(HOLD_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
