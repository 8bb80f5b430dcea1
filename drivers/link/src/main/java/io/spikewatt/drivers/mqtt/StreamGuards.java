package io.spikewatt.drivers.mqtt;

import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.SocketTimeoutException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** The guards between a library and the network, for one connection over TCP or TLS. */
final class StreamGuards {

  /** A few acknowledgements or one command, bytes. */
  private static final int READ_AHEAD = 512;

  private final ProtocolVersion version;
  private final byte[] mark;
  private final AtomicLong refused;
  private final CountDownLatch begun = new CountDownLatch(1);

  /** The library's thread that writes; null before the first packet. */
  private volatile @Nullable Thread sender;

  /** Broker's limits, once its answer has passed. */
  private volatile BrokerLimits limits = BrokerLimits.UNKNOWN;

  /** {@code mark} replaces an oversized payload; {@code refused} counts those. */
  StreamGuards(ProtocolVersion version, byte[] mark, AtomicLong refused) {
    this.version = version;
    this.mark = mark;
    this.refused = refused;
  }

  /** Buffered, because the gate and the library read heads byte by byte. */
  InputStream in(InputStream network) {
    InputStream buffered = new BufferedInputStream(network, READ_AHEAD);
    return new HeldEndStream(
        new PacketGate(buffered, version, mark, refused, found -> limits = found), begun);
  }

  /** Notes the first packet: the library sends it once all its threads run. */
  OutputStream out(OutputStream network) {
    return new FilterOutputStream(network) {
      @Override
      public void write(int b) throws IOException {
        begin();
        out.write(b);
      }

      @Override
      public void write(byte[] bytes, int offset, int length) throws IOException {
        begin();
        out.write(bytes, offset, length);
      }
    };
  }

  private void begin() {
    sender = Thread.currentThread();
    begun.countDown();
  }

  /**
   * Ends the library's sending thread, once the client is closed. Paho signals the end once; a
   * thread that begins to wait only then would wait for ever.
   */
  void endSender() {
    Thread waiting = sender;
    if (waiting != null) {
      waiting.interrupt();
    }
  }

  BrokerLimits limits() {
    return limits;
  }

  /**
   * Delays the end of a stream until the library's threads run. Paho starts them one after the
   * other; if the broker closes before the last has started, they deadlock, which leaks two threads
   * per attempt (eclipse-paho/paho.mqtt.java issue 850).
   */
  private static final class HeldEndStream extends FilterInputStream {

    /** Paho polls three times for the start of a thread, 100 ms each; on a busy machine longer. */
    private static final long HOLD_MILLIS = ConnectSettings.CONNECTED_WITHIN_MILLIS;

    private final CountDownLatch begun;

    /** {@code begun} is at zero once all of the library's threads run. */
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
}
