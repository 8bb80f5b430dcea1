package io.spikewatt.drivers.mqtt;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;

/** The guards between a library and the network, for one connection over TCP or TLS. */
final class StreamGuards {

  private final ProtocolVersion version;
  private final byte[] mark;
  private final AtomicLong refused;
  private final CountDownLatch begun = new CountDownLatch(1);

  /** Broker's limits, once its answer has passed. */
  private volatile BrokerLimits limits = BrokerLimits.UNKNOWN;

  /**
   * @param mark payload that replaces an oversized one
   * @param refused counts them
   */
  StreamGuards(ProtocolVersion version, byte[] mark, AtomicLong refused) {
    this.version = version;
    this.mark = mark;
    this.refused = refused;
  }

  InputStream in(InputStream network) {
    return new HeldEndStream(
        new PacketGate(network, version, mark, refused, found -> limits = found), begun);
  }

  /** Notes the first packet: the library sends it once all its threads run. */
  OutputStream out(OutputStream network) {
    return new FilterOutputStream(network) {
      @Override
      public void write(int b) throws IOException {
        begun.countDown();
        out.write(b);
      }

      @Override
      public void write(byte[] bytes, int offset, int length) throws IOException {
        begun.countDown();
        out.write(bytes, offset, length);
      }
    };
  }

  BrokerLimits limits() {
    return limits;
  }
}
